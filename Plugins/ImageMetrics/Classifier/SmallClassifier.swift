import GANCore
import GANModule
import GANTensor

/// A classifier of small images: three convolutions, one more for each doubling of the side, and two linear layers. For the ten
/// classes of Fashion-MNIST it has 188,000 weights, and FD-fmnist is measured in the outputs of its second-last layer.
package final class SmallClassifier: Module {
    private let first: PooledConvolution
    private let second: PooledConvolution
    private let third: PooledConvolution
    @ModuleList private var further: [PooledConvolution]
    private let features: Linear
    private let classes: Linear

    package static let side = 32
    /// The possible sides of the input.
    package static let sides = [32, 64, 128]
    package static let featureCount = 128

    /// - Parameters:
    /// - channels: number of image channels.
    /// - classes: number of classes.
    /// - side: one of `sides`.
    /// - seed: seed of the initial weights.
    package init(channels: Int, classes: Int, side: Int = SmallClassifier.side, seed: UInt64) {
        func random(_ layer: String) -> RandomStream { RandomStream(seed: seed, path: "features.fmnist.\(layer)") }
        first = PooledConvolution(channels, 32, random: random("first"))
        second = PooledConvolution(32, 64, random: random("second"))
        third = PooledConvolution(64, 64, random: random("third"))
        let halvings = (Self.sides.firstIndex { $0 >= side } ?? 0)
        _further = ModuleList(
            wrappedValue: (0..<halvings).map { PooledConvolution(64, 64, random: random("further\($0)")) },
            prefix: "further")
        features = Linear(64 * 16, Self.featureCount, random: random("features"))
        self.classes = Linear(Self.featureCount, classes, random: random("classes"))
    }

    /// A classifier for Fashion-MNIST: gray images of ten classes.
    package static func fashion(seed: UInt64) -> SmallClassifier {
        SmallClassifier(channels: 1, classes: 10, seed: seed)
    }

    /// x: [N, C, side, side] in -1 ... 1 to nonnegative features [N, 128] and logits [N, K].
    package func callAsFunction(_ x: Tensor) -> (features: Tensor, logits: Tensor) {
        let map = further.reduce(third(second(first(x)))) { $1($0) }
        let rows = features(map.reshaped(x.shape[0], -1), .relu)
        return (rows, classes(rows))
    }
}

extension ImagePreparation {
    /// The classifier's image preparation for this number of channels.
    package static func smallClassifier(channels: Int, side: Int = SmallClassifier.side) -> ImagePreparation {
        let halves = [Double](repeating: 127.5, count: channels)
        return ImagePreparation(
            side: side, .cleanLanczos, clips: true, centers: halves, scales: halves)
    }
}

/// A 3 × 3 convolution, ReLU, and 2 × 2 max pooling.
private final class PooledConvolution: Module {
    @Parameter var weight: Tensor  // [out, in, 3, 3], normal · √(2 / fan in)
    @Parameter var bias: Tensor  // [out], zeros

    init(_ inputs: Int, _ outputs: Int, random: RandomStream) {
        weight = random.normal([outputs, inputs, 3, 3]) * (2 / Double(inputs * 9)).squareRoot()
        bias = .zeros([outputs])
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
        x.convolved(with: weight, .padded(1)).activated(bias: bias, .relu).maxPooled(.tiles(2))
    }
}
