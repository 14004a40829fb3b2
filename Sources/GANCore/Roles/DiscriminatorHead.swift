import GANModule
import GANTensor

/// The last part of a discriminator: maps features and labels to logits. A setting of the discriminator names the head, and
/// the discriminator makes it with `BuildContext.head` and calls `output`.
///
/// A head that is also an `ObjectiveTerm` adds that term, with its own weight, to the objective of both networks.
public protocol DiscriminatorHead: Component, Module {
    /// Maps its labels to embeddings; nil if it needs none.
    var conditioner: (any Conditioner)? { get }
    /// Whether it judges parts of each image, so that logits are [N, P]; the default is false.
    var judgesParts: Bool { get }
    /// Whether its term replaces the adversarial loss.
    var replacesAdversarialLoss: Bool { get }

    /// Logits of images with `features` [N, F] and `labels` [N, C].
    func callAsFunction(_ features: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput
}

extension DiscriminatorHead {
    public var conditioner: (any Conditioner)? { nil }
    public var judgesParts: Bool { false }
    public var replacesAdversarialLoss: Bool { false }

    /// The output for the discriminator that this head belongs to. An error names the head, not the discriminator.
    /// - Parameters:
    ///   - features: [N, F], the input of the last layer.
    ///   - maps: the feature maps for a `MapReadingHead`; other heads ignore them.
    ///   - labels: [N, C].
    ///   - pass: of the discriminator.
    public func output(
        _ features: Tensor, maps: [Tensor] = [], _ labels: Tensor, _ pass: ForwardPass
    ) throws -> DiscriminatorOutput {
        guard features.shape.rank == 2, features.shape[0] == labels.shape[0] else {
            throw ContractViolation(
                describing: "the network", "gave its head features of shape \(features.shape)",
                expected: "[\(labels.shape[0]), features]",
                fix: "flatten or average the feature maps to a vector for each image")
        }
        return try pass.locating("discriminator.head") {
            let output =
                try (self as? any MapReadingHead)?(features, maps: maps, labels, pass) ?? self(features, labels, pass)
            let rules = OutputRules.here
            try rules.output(output, of: self, count: labels.shape[0], judgesParts: judgesParts)
            try rules.connected(
                output.logits, to: [features] + maps, self,
                "returned logits through which no gradient reaches the features", computedFrom: "the features")
            return output
        }
    }
}

/// Capability of a head: it also receives intermediate feature maps.
public protocol MapReadingHead: DiscriminatorHead {
    /// Logits [N], or [N, P] for P positions of each image; losses average over them. `features` are [N, F], `labels` are [N, C], and
    /// `maps` are the feature maps that `NetworkLayers.maps` described at construction.
    func callAsFunction(
        _ features: Tensor, maps: [Tensor], _ labels: Tensor, _ pass: ForwardPass
    ) throws -> DiscriminatorOutput
}

/// The shape of feature maps [N, channels, height, width].
public struct MapSize: Sendable, Hashable {
    public let channels: Int
    /// The number of the size (see `NetworkSizes`), by which settings name it.
    public let resolution: Int
    public let size: ImageSize

    public init(channels: Int, resolution: Int, _ size: ImageSize) {
        (self.channels, self.resolution, self.size) = (channels, resolution, size)
    }

    /// Square maps.
    /// - Parameters:
    ///   - channels: number of channels.
    ///   - resolution: height and width.
    public init(channels: Int, resolution: Int) {
        self.init(channels: channels, resolution: resolution, ImageSize(side: resolution))
    }
}

/// Factory for layers of the network's kind, so that a head uses the same normalization as the rest.
public struct NetworkLayers {
    /// A layer from vectors to vectors, with or without bias.
    public var linear: (_ inputs: Int, _ outputs: Int, _ hasBias: Bool) -> any VectorMap
    /// A layer from labels [N, C] to one vector each, without bias.
    public var table: (_ classes: Int, _ features: Int) -> any VectorMap
    /// The name of the logit layer in published checkpoints.
    public var outputName: String
    /// The feature maps that a head with maps receives, from the image on; nil if the network exposes none.
    public var maps: [MapSize] = []

    public init(
        outputName: String, linear: @escaping (_ inputs: Int, _ outputs: Int, _ hasBias: Bool) -> any VectorMap,
        table: @escaping (_ classes: Int, _ features: Int) -> any VectorMap
    ) { (self.outputName, self.linear, self.table) = (outputName, linear, table) }
}

extension NetworkLayers {
    /// Layers with an equalized learning rate; they always have a bias.
    public static func equalized(_ random: RandomStream, outputName: String = "linear") -> NetworkLayers {
        NetworkLayers(
            outputName: outputName, linear: { inputs, outputs, _ in EqualizedLinear(inputs, outputs, random: random) },
            table: { classes, features in EqualizedLinear(classes, features, random: random) })
    }
}
