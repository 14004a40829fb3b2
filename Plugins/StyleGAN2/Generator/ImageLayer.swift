import GANCore
import GANModule
import GANTensor

/// A layer from features to colors: a modulated 1 × 1 convolution without demodulation (METHODS §1.7).
final class ImageLayer: Module, TransferableModule {
    let affine: EqualizedLinear  // W to channels
    @Parameter var weight: Tensor  // [image channels, channels, 1, 1], normal
    @Parameter var bias: Tensor  // [image channels], zeros
    private let clamp: Double?

    init(channels: Int, resolution: Int, _ plan: SynthesisPlan) {
        affine = EqualizedLinear(plan.styleSize, channels, initialBias: 1, random: plan.random)
        weight = plan.random.normal([plan.pyramid.imageChannels, channels, 1, 1])
        bias = .zeros([plan.pyramid.imageChannels])
        clamp = plan.clamp(at: resolution)
    }

    var transferAxes: [String: TransferAxis] {
        ["weight": TransferAxis(.imageChannels, axis: 0), "bias": TransferAxis(.imageChannels, axis: 0)]
    }

    /// x [N, channels, H, W] and W [N, style size] to [N, image channels, H, W].
    func callAsFunction(_ x: Tensor, _ style: Tensor) -> Tensor {
        // Without demodulation the gain of the weights, 1 / √channels, does not cancel.
        let styles = affine(style) / Double(weight.shape[1]).squareRoot()
        let convolution = ModulatedConvolution(
            weight: weight, styles: styles, demodulates: false, up: 1, filter: .binomial)
        return convolution(x).activated(bias: bias, .linear, clamp: clamp)
    }
}
