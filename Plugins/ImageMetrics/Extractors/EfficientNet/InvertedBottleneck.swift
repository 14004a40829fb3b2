import GANCore
import GANTensor

/// A block of EfficientNet-Lite: 1 × 1 to more channels, a convolution of each channel, 1 × 1 to fewer channels, and the input if it
/// has the same shape. Without squeeze and excitation.
struct InvertedBottleneck {
    private let widening: NormalizedConvolution?
    private let depthwise: NormalizedConvolution
    private let narrowing: NormalizedConvolution
    private let isResidual: Bool

    /// - Parameters:
    ///   - name: prefix of the names: `_blocks.0`.
    ///   - form: channels before and after the block; kernel and stride of the depthwise convolution.
    ///   - expansion: channels inside the block relative to those before it.
    init(_ weights: FrozenWeights, _ name: String, _ form: NormalizedConvolution.Form, expansion: Int) throws {
        let inner = form.inputs * expansion
        widening =
            expansion == 1
            ? nil
            : try NormalizedConvolution(
                weights, "\(name)._expand_conv", "\(name)._bn0", .init(inputs: form.inputs, outputs: inner))
        depthwise = try NormalizedConvolution(
            weights, "\(name)._depthwise_conv", "\(name)._bn1",
            .init(inputs: inner, outputs: inner, kernel: form.kernel, stride: form.stride, isDepthwise: true))
        narrowing = try NormalizedConvolution(
            weights, "\(name)._project_conv", "\(name)._bn2", .init(inputs: inner, outputs: form.outputs))
        isResidual = form.stride == 1 && form.inputs == form.outputs
    }

    /// [N, C, H, W].
    func callAsFunction(_ x: Tensor) -> Tensor {
        let y = narrowing(depthwise(widening?(x) ?? x), isRectified: false)
        return isResidual ? x + y : y
    }
}
