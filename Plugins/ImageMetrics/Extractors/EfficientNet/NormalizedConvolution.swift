import GANCore
import GANTensor

/// A convolution with TensorFlow's padding SAME, and batch normalization with fixed statistics, which is folded into the weights.
struct NormalizedConvolution {
    /// The form of a convolution. `groups` is 1, or the number of channels.
    struct Form {
        let inputs: Int
        let outputs: Int
        var kernel = 1
        var stride = 1
        var isDepthwise = false
    }

    private let weight: Tensor  // [out, in / groups, k, k]
    private let bias: Tensor  // [out]
    private let form: Form

    /// - Parameters:
    ///   - convolution: name of the convolution, such as `_conv_stem`.
    ///   - normalization: name of the normalization, such as `_bn0`.
    init(_ weights: FrozenWeights, _ convolution: String, _ normalization: String, _ form: Form) throws {
        func statistic(_ part: String) throws -> Tensor {
            try weights.tensor("\(normalization).\(part)", [form.outputs])
        }
        let factor = try statistic("weight") * (statistic("running_var") + Self.epsilon).rsqrt()
        let depth = form.isDepthwise ? 1 : form.inputs
        let raw = try weights.tensor("\(convolution).weight", [form.outputs, depth, form.kernel, form.kernel])
        weight = raw * factor.reshaped(form.outputs, 1, 1, 1)
        bias = try statistic("bias") - statistic("running_mean") * factor
        self.form = form
    }

    private static let epsilon = 0.001

    /// x [N, in, H, W] to [N, out, ⌈H / stride⌉, ⌈W / stride⌉].
    /// - Parameter isRectified: whether the result is clamped to 0 ... 6 (ReLU6).
    func callAsFunction(_ x: Tensor, isRectified: Bool = true) -> Tensor {
        let (top, bottom) = margins(x.shape[2])
        let (left, right) = margins(x.shape[3])
        let isEven = top == bottom && left == right && top == left
        let step = ConvolutionStep(
            stride: form.stride, padding: isEven ? top : 0, dilation: 1, groups: form.isDepthwise ? form.inputs : 1)
        let padded = isEven ? x : x.padded(Margins(top: top, bottom: bottom, left: left, right: right))
        let y = padded.convolved(with: weight, step)
        return isRectified ? y.activated(bias: bias, .relu, clamp: 6) : y.activated(bias: bias, .linear)
    }

    /// Zeros before and after `size` pixels. An odd number has one more after them.
    private func margins(_ size: Int) -> (Int, Int) {
        let outputs = (size + form.stride - 1) / form.stride
        let all = max((outputs - 1) * form.stride + form.kernel - size, 0)
        return (all / 2, all - all / 2)
    }
}
