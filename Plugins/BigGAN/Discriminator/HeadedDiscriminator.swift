import GANCore
import GANModule
import GANTensor

/// The common part of this family's discriminators: a network and a head.
public class HeadedDiscriminator: Module {
    @Inlined private var network: any FeatureNetwork
    @Inlined private var lastPart: any DiscriminatorHead

    init(
        _ network: any FeatureNetwork, _ head: ComponentReference<any DiscriminatorHead>?, _ build: BuildContext,
        _ plan: LayerOptions
    ) throws {
        let choice = head ?? ComponentReference(build.hasConditioner ? "projection" : "none")
        let layers = NetworkLayers(
            outputName: "linear", linear: { Linear($0, $1, hasBias: $2, plan) },
            table: { EmbeddingTable(classes: $0, features: $1, plan) })
        _network = Inlined(wrappedValue: network)
        _lastPart = Inlined(wrappedValue: try build.head(choice, "head", features: network.size, layers: layers))
    }

    public var head: (any DiscriminatorHead)? { lastPart }
    public var conditioner: (any Conditioner)? { lastPart.conditioner }
    public var layerOrder: [String] { declaredLayers }

    public func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput {
        try lastPart.output(network(images), labels, pass)
    }
}
