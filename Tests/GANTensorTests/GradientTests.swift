import GANTensor
import GANTestSupport
import Testing

@Suite(.onChosenBackend) struct GradientTests {
    @Test(arguments: GradientCase.all, [1, 2]) func matchesDifferences(_ test: GradientCase, order: Int) {
        checkGradient(test, order: order)
    }

    /// Every other floating-point type must compute what float64 computes of the same inputs, to its own precision.
    @Test(arguments: GradientCase.all) func otherTypesAgree(_ test: GradientCase) {
        func passes(_ inputs: [Tensor], _ dtype: ElementType) -> [Tensor] {
            let y = test.function(inputs)
            guard y.requiresGradient, y.count > 0 else { return [y] }
            let first = gradients(of: (y.squared() * y).sum(), wrt: inputs, createGraph: true).compactMap(\.self)
            let norm = first.reduce(Tensor(0, dtype: dtype.accumulation)) { $0 + $1.widened().squared().sum() }
            return [y] + first + (norm.requiresGradient ? gradients(of: norm, wrt: inputs).compactMap(\.self) : [])
        }
        for dtype in ElementType.allOfBackend where dtype.isFloatingPoint && dtype != .float64 {
            let inputs = test.inputs(dtype)
            let doubles = inputs.map { $0.detached().converted(to: .float64).requiringGradient() }
            let (found, double) = (passes(inputs, dtype), passes(doubles, .float64))
            // A sum that cancels keeps no digit of bfloat16.
            let pairs = dtype.isNarrow ? [(flat(found), flat(double))] : Array(zip(found, double))
            for (found, double) in pairs {
                #expect(relativeError(found, double) < Self.tolerance(dtype), "\(dtype)")
            }
        }
    }

    private func flat(_ results: [Tensor]) -> Tensor {
        concatenate(results.map { $0.detached().converted(to: .float64).reshaped(-1) }, axis: 0)
    }

    private static func tolerance(_ dtype: ElementType) -> Double {
        switch dtype {
        case .float32: 2e-4
        // One rounding is off by at most 1/512, and the second order has tens of them.
        case .bfloat16: 0.1
        case .float64, .int32: 0
        }
    }
}
