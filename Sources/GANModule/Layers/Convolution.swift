import GANTensor

/// A convolution with a bias; the weight has spectral normalization if the options request it.
public final class Convolution: Module {
    @Parameter public var weight: Tensor  // [out, in, kernel, kernel]
    private let bias: Parameter?  // [out]
    @Inlined private var norm: SpectralNormalization?
    private let step: ConvolutionStep

    /// - Parameters:
    /// - kernel: height and width of the kernel. An odd kernel keeps the image size at stride 1; an even kernel halves it at
    ///   stride 2.
    ///   - stride: 1 or 2.
    public init(
        _ inputs: Int, _ outputs: Int, kernel: Int = 3, stride: Int = 1, hasBias: Bool = true, _ plan: LayerOptions
    ) {
        let shape = Shape([outputs, inputs, kernel, kernel])
        weight = plan.initialization.weight(shape, plan.random)
        let size = inputs * kernel * kernel
        bias = hasBias ? Parameter(wrappedValue: plan.biases.bias(outputs, inputs: size, plan.random)) : nil
        _norm = Inlined(wrappedValue: plan.spectral.map { SpectralNormalization(shape, $0, random: plan.random) })
        step = ConvolutionStep(stride: stride, padding: (kernel - 1) / 2, dilation: 1, groups: 1)
    }

    /// x [N, in, H, W] to [N, out, H / stride, W / stride], activated, in the type of x.
    public func callAsFunction(_ x: Tensor, _ activation: Activation = .linear) -> Tensor {
        let y = x.convolved(with: (norm?(weight) ?? weight).converted(to: x.dtype), step)
        return bias == nil && activation == .linear ? y : y.activated(bias: bias?.wrappedValue, activation)
    }
}
