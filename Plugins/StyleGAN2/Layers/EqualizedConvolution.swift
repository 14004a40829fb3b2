import GANModule
import GANTensor

/// A convolution with an equalized learning rate, resampling and activation (METHODS §1.1): used in the discriminator's
/// layers and in the skips of residual blocks.
final class EqualizedConvolution: Module {
    struct Form {
        var kernel = 3
        var activation = Activation.leaky
        /// One of the two is 1.
        var up = 1
        var down = 1
        var hasBias = true
        /// Further gain, besides the activation's own.
        var gain = 1.0
        /// Results are clamped to ± this value, times `gain`.
        var clamp: Double?
    }

    @Parameter var weight: Tensor  // [out, in, k, k], normal
    let bias: Parameter?  // [out], zeros
    @Buffer(.same) var resampleFilter = ResampleFilter.binomial
    private let form: Form

    init(_ inputChannels: Int, _ outputChannels: Int, _ form: Form, random: RandomStream) {
        weight = random.normal([outputChannels, inputChannels, form.kernel, form.kernel])
        bias = form.hasBias ? Parameter(wrappedValue: .zeros([outputChannels])) : nil
        self.form = form
    }

    /// x [N, in, H, W] to [N, out, H · up / down, W · up / down].
    func callAsFunction(_ x: Tensor) -> Tensor {
        let weightGain = 1 / Double(weight.shape.dimensions.dropFirst().reduce(1, *)).squareRoot()
        let gain = form.activation.gain * form.gain
        // A linear layer's gain is folded into its weights at no cost.
        let isPlain = bias == nil && form.activation == .linear && form.clamp == nil
        let kernel = (weight * (isPlain ? weightGain * gain : weightGain)).converted(to: x.dtype)
        let y = x.convolved(
            with: kernel, resampleFilter, up: form.up, down: form.down,
            padding: form.kernel / 2, flipsWeight: form.up != 1)
        if isPlain { return y }
        return y.activated(
            bias: bias?.wrappedValue, form.activation, gain: gain, clamp: form.clamp.map { $0 * form.gain })
    }
}
