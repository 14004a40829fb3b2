import GANCore
import GANModule
import GANTensor

/// A modulated 3 × 3 convolution with noise, bias and leaky relu (METHODS §1.6).
final class SynthesisLayer: Module {
    struct Form {
        let inputChannels: Int
        let outputChannels: Int
        /// The number of the output's size.
        let resolution: Int
        var up = 1
        /// Further gain, besides the activation's own.
        var gain = 1.0

        /// Of this layer among all convolutions: one of the start, then two of each size, of which the first upsamples.
        var index: Int { 2 * (resolution / 4).trailingZeroBitCount + 1 - up }
    }

    let affine: EqualizedLinear  // W to input channels
    @Parameter var weight: Tensor  // [out, in, 3, 3], normal
    @Parameter var bias: Tensor  // [out], zeros
    @Inlined private var noise: NoiseInput?
    @Buffer(.same) var resampleFilter = ResampleFilter.binomial
    private let form: Form
    private let clamp: Double?

    init(_ form: Form, _ plan: SynthesisPlan) {
        affine = EqualizedLinear(plan.styleSize, form.inputChannels, initialBias: 1, random: plan.random)
        weight = plan.random.normal([form.outputChannels, form.inputChannels, 3, 3])
        bias = .zeros([form.outputChannels])
        _noise = Inlined(
            wrappedValue: plan.hasNoise
                ? NoiseInput(plan.pyramid.sizes[form.resolution], index: form.index, random: plan.random) : nil)
        (self.form, clamp) = (form, plan.clamp(at: form.resolution).map { $0 * form.gain })
    }

    /// The trained noise, [H, W]; nil without noise.
    var noisePlane: Tensor? { noise?.noiseConst }

    /// x [N, in, H, W] and W [N, style size] to [N, out, H · up, W · up].
    func callAsFunction(_ x: Tensor, _ style: Tensor, _ source: NoiseSource) -> Tensor {
        let convolution = ModulatedConvolution(
            weight: weight, styles: affine(style), demodulates: true, up: form.up, filter: resampleFilter)
        return convolution.modulated(x).activated(
            scaledBy: convolution.demodulation, noise: noise?(source, samples: x.shape[0]), bias: bias, .leaky,
            gain: Activation.leaky.gain * form.gain, clamp: clamp)
    }
}
