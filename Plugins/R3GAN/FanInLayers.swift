import GANModule
import GANTensor

/// A convolution with stride 1 that keeps the image size, with an optional bias and leaky relu.
///
/// Weights are normal with the standard deviation gain / √fan-in (He et al. 2015, arXiv:1502.01852). The activation has no gain.
final class FanInConvolution: Module {
    struct Form {
        var kernel = 1
        var groups = 1
        /// Gain of the initial weights; with 0 they are zeros.
        var gain = 1.0
        /// Whether a bias and leaky relu follow.
        var isActivated = false
    }

    @Parameter private var weight: Tensor  // [out, in / groups, kernel, kernel]
    private let bias: Parameter?  // [out], zeros
    private let step: ConvolutionStep

    init(_ inputs: Int, _ outputs: Int, _ form: Form = Form(), random: RandomStream) {
        weight = fanInNormal([outputs, inputs / form.groups, form.kernel, form.kernel], gain: form.gain, random)
        bias = form.isActivated ? Parameter(wrappedValue: .zeros([outputs])) : nil
        step = ConvolutionStep(stride: 1, padding: form.kernel / 2, dilation: 1, groups: form.groups)
    }

    /// x [N, in, H, W] to [N, out, H, W].
    func callAsFunction(_ x: Tensor) -> Tensor {
        let y = x.convolved(with: weight, step)
        return bias.map { y.activated(bias: $0.wrappedValue, .leaky, gain: 1) } ?? y
    }
}

/// A linear layer with the same initialization.
final class FanInLinear: Module, VectorMap {
    @Parameter private var weight: Tensor  // [out, in]
    private let bias: Parameter?  // [out], zeros

    init(_ inputs: Int, _ outputs: Int, hasBias: Bool = false, gain: Double = 1, random: RandomStream) {
        weight = fanInNormal([outputs, inputs], gain: gain, random)
        bias = hasBias ? Parameter(wrappedValue: .zeros([outputs])) : nil
    }

    /// x [N, in] to [N, out].
    func callAsFunction(_ x: Tensor) -> Tensor {
        let y = matmul(x, weight, transposesRight: true)
        return bias.map { y + $0.wrappedValue } ?? y
    }
}

/// Normal with the standard deviation gain / √fan-in; the fan-in is the product of all axes but the first.
func fanInNormal(_ shape: Shape, gain: Double, _ random: RandomStream) -> Tensor {
    if gain == 0 { return .zeros(shape) }
    let fanIn = Double(shape.dimensions.dropFirst().reduce(1, *))
    return random.normal(shape) * (gain / fanIn.squareRoot())
}
