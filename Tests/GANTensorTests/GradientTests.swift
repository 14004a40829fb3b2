import GANTensor
import GANTestSupport
import Testing

@Suite(.onChosenBackend) struct GradientTests {
    @Test(arguments: GradientCase.all, [1, 2]) func matchesDifferences(_ test: GradientCase, order: Int) {
        checkGradient(test, order: order)
    }

    /// What float64 checks vouch for, float32 must compute too, to its precision.
    @Test(arguments: GradientCase.all) func singlePrecisionAgrees(_ test: GradientCase) {
        func passes(_ dtype: ElementType) -> [Tensor] {
            let inputs = test.inputs(dtype)
            let y = test.function(inputs)
            guard y.requiresGradient, y.count > 0 else { return [y] }
            let first = gradients(of: (y.squared() * y).sum(), wrt: inputs, createGraph: true).compactMap(\.self)
            let norm = first.reduce(Tensor(0, dtype: dtype)) { $0 + $1.squared().sum() }
            return [y] + first + (norm.requiresGradient ? gradients(of: norm, wrt: inputs).compactMap(\.self) : [])
        }
        for (single, double) in zip(passes(.float32), passes(.float64)) {
            #expect(relativeError(single, double) < 2e-4)
        }
    }
}
