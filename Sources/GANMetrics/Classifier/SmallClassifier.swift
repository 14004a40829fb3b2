import GANModule
import GANTensor

/// Tells classes of small images apart: three convolutions and two layers. For the ten kinds of clothes of Fashion-MNIST it has 188,000
/// weights, and its last layer but one is what FD-fmnist is measured in.
package final class SmallClassifier: Module {
    private let first: PooledConvolution
    private let second: PooledConvolution
    private let third: PooledConvolution
    private let features: Linear
    private let classes: Linear

    package static let side = 32
    package static let featureCount = 128

    /// - Parameters:
    ///   - channels: of images.
    ///   - classes: how many there are.
    ///   - seed: of the first weights.
    package init(channels: Int, classes: Int, seed: UInt64) {
        func random(_ layer: String) -> RandomStream { RandomStream(seed: seed, path: "features.fmnist.\(layer)") }
        first = PooledConvolution(channels, 32, random: random("first"))
        second = PooledConvolution(32, 64, random: random("second"))
        third = PooledConvolution(64, 64, random: random("third"))
        features = Linear(64 * 16, Self.featureCount, random: random("features"))
        self.classes = Linear(Self.featureCount, classes, random: random("classes"))
    }

    /// That of Fashion-MNIST: gray images of ten classes.
    package static func fashion(seed: UInt64) -> SmallClassifier {
        SmallClassifier(channels: 1, classes: 10, seed: seed)
    }

    /// x: [N, C, 32, 32] in -1 ... 1 to features [N, 128], not below zero, and logits [N, K].
    package func callAsFunction(_ x: Tensor) -> (features: Tensor, logits: Tensor) {
        let map = third(second(first(x)))
        let rows = features(map.reshaped(x.shape[0], -1), .relu)
        return (rows, classes(rows))
    }
}

extension ImagePreparation {
    /// How the classifier sees images of so many channels.
    package static func smallClassifier(channels: Int) -> ImagePreparation {
        let halves = [Double](repeating: 127.5, count: channels)
        return ImagePreparation(
            side: SmallClassifier.side, .cleanLanczos, clips: true, centers: halves, scales: halves)
    }
}

/// A 3 × 3 convolution, ReLU, and the largest of each 2 × 2 pixels.
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
