import GANModule
import GANTensor

/// Maps labels to the vectors that a discriminator's features are compared with, by layers with a low learning rate (METHODS
/// §1.4).
public final class LabelDirections: Module {
    public let embed: any Conditioner
    @ModuleList private var layers: [EqualizedLinear]

    /// - Parameters:
    /// - size: size of the embedding and of the vectors.
    /// - rateMultiplier: learning rate of the layers relative to the optimizer's.
    public init(
        _ embed: any Conditioner, size: Int, layers count: Int, rateMultiplier: Double, _ random: RandomStream
    ) {
        self.embed = embed
        let layers = (0..<count).map { _ in
            EqualizedLinear(size, size, .leaky, rateMultiplier: rateMultiplier, random: random)
        }
        _layers = ModuleList(wrappedValue: layers, prefix: "fc")
    }

    /// Labels [N, C] to vectors [N, size].
    public func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) throws -> Tensor {
        try layers.reduce(embed.normalizedEmbeddings(labels, pass)) { x, layer in layer(x) }
    }
}
