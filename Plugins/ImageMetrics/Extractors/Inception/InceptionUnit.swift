import GANCore
import GANTensor

/// Convolution, batch normalization with fixed statistics, and ReLU. The normalization is folded into the weights.
struct InceptionUnit {
    private let weight: Tensor  // [out, in, kh, kw]
    private let bias: Tensor  // [out]
    private let stride: Int
    private let margins: Margins

    struct Kernel {
        let height: Int
        let width: Int

        init(_ height: Int, _ width: Int) { (self.height, self.width) = (height, width) }
        static let point = Kernel(1, 1)
        static let three = Kernel(3, 3)
        static let five = Kernel(5, 5)
    }

    /// - Parameter pads: whether padding keeps the size.
    init(
        _ weights: FrozenWeights, _ name: String, _ channels: (Int, Int), _ kernel: Kernel = .point, stride: Int = 1,
        pads: Bool = true
    ) throws {
        let (inputs, outputs) = channels
        func normalization(_ part: String) throws -> Tensor { try weights.tensor("\(name).bn.\(part)", [outputs]) }
        let variance = try normalization("running_var")
        let factor = try normalization("weight") * (variance + Self.epsilon).rsqrt()
        let raw = try weights.tensor("\(name).conv.weight", [outputs, inputs, kernel.height, kernel.width])
        weight = raw * factor.reshaped(outputs, 1, 1, 1)
        bias = try normalization("bias") - (try normalization("running_mean")) * factor
        let (y, x) = pads ? (kernel.height / 2, kernel.width / 2) : (0, 0)
        margins = Margins(top: y, bottom: y, left: x, right: x)
        self.stride = stride
    }

    private static let epsilon = 0.001

    func callAsFunction(_ x: Tensor) -> Tensor {
        let isSquare = margins.top == margins.left
        let step = ConvolutionStep(stride: stride, padding: isSquare ? margins.top : 0, dilation: 1, groups: 1)
        return (isSquare ? x : x.padded(margins)).convolved(with: weight, step).activated(bias: bias, .relu)
    }
}
