import GANModule
import GANTensor

/// The last part of a discriminator: from the features of images, and their labels, to logits. A discriminator names one in its
/// settings and makes it with `BuildContext.head`.
///
/// A head that is also an `ObjectiveTerm` adds that term to the objective of both networks, with a weight of its own.
public protocol DiscriminatorHead: Component, Module {
    /// What turns its labels into embeddings; nothing for one that needs none.
    var conditioner: (any Conditioner)? { get }
    /// Whether its term takes the place of the adversarial loss.
    var replacesAdversarialLoss: Bool { get }

    /// - Parameters:
    ///   - features: [N, F].
    ///   - labels: [N, C].
    func callAsFunction(_ features: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput
}

extension DiscriminatorHead {
    public var conditioner: (any Conditioner)? { nil }
    public var replacesAdversarialLoss: Bool { false }
}

/// Capability of a head: it also sees maps on the way to the features.
public protocol MapReadingHead: DiscriminatorHead {
    /// - Parameters:
    ///   - features: [N, F].
    ///   - maps: as `NetworkLayers.maps` said when it was made.
    ///   - labels: [N, C].
    /// - Returns: logits [N], or [N, P] of P places of each image, which losses take the mean over.
    func callAsFunction(
        _ features: Tensor, maps: [Tensor], _ labels: Tensor, _ pass: ForwardPass
    ) -> DiscriminatorOutput
}

/// The size of maps [N, channels, resolution, resolution].
public struct MapSize: Sendable, Hashable {
    public let channels: Int
    public let resolution: Int

    public init(channels: Int, resolution: Int) { (self.channels, self.resolution) = (channels, resolution) }
}

/// Layers such as the network is made of that a component is part of, so that a head is normalized as the rest.
public struct NetworkLayers {
    /// From vectors to vectors, with a bias or without.
    public var linear: (_ inputs: Int, _ outputs: Int, _ hasBias: Bool) -> any LinearMap
    /// From labels [N, C] to a vector for each, without a bias.
    public var table: (_ classes: Int, _ features: Int) -> any LinearMap
    /// What published checkpoints call the layer that gives the logit.
    public var outputName: String
    /// What a head that reads maps is shown, from the image on; nothing in a network that shows none.
    public var maps: [MapSize] = []

    public init(
        outputName: String, linear: @escaping (_ inputs: Int, _ outputs: Int, _ hasBias: Bool) -> any LinearMap,
        table: @escaping (_ classes: Int, _ features: Int) -> any LinearMap
    ) { (self.outputName, self.linear, self.table) = (outputName, linear, table) }
}

extension NetworkLayers {
    /// Layers with an equalized learning rate, which have a bias in any case.
    public static func equalized(_ random: RandomStream, outputName: String = "linear") -> NetworkLayers {
        NetworkLayers(
            outputName: outputName, linear: { inputs, outputs, _ in EqualizedLinear(inputs, outputs, random: random) },
            table: { classes, features in EqualizedLinear(classes, features, random: random) })
    }
}
