import GANTensor
import GANTestSupport
import Testing

@Suite(.onChosenBackend) struct GradientTests {
    @Test(arguments: GradientCase.all, [1, 2]) func matchesDifferences(_ test: GradientCase, order: Int) {
        checkGradient(test, order: order)
    }

    /// Every other floating-point type must compute what float64 computes, to its own precision.
    @Test(arguments: GradientCase.all) func otherTypesAgree(_ test: GradientCase) {
        func passes(_ dtype: ElementType) -> [Tensor] {
            let inputs = test.inputs(dtype)
            let y = test.function(inputs)
            guard y.requiresGradient, y.count > 0 else { return [y] }
            let first = gradients(of: (y.squared() * y).sum(), wrt: inputs, createGraph: true).compactMap(\.self)
            let norm = first.reduce(Tensor(0, dtype: dtype)) { $0 + $1.squared().sum() }
            return [y] + first + (norm.requiresGradient ? gradients(of: norm, wrt: inputs).compactMap(\.self) : [])
        }
        for dtype in ElementType.allCases where dtype.isFloatingPoint && dtype != .float64 {
            for (found, double) in zip(passes(dtype), passes(.float64)) {
                #expect(relativeError(found, double) < Self.tolerance(dtype))
            }
        }
    }

    private static func tolerance(_ dtype: ElementType) -> Double {
        switch dtype {
        case .float32: 2e-4
        case .float64, .int32: 0
        }
    }
}
