import GANCore
import GANModule
import GANTensor

/// The part that the discriminators of this family have in common: a network and a head.
final class HeadedDiscriminator: Module {
    @Inlined private var network: any FeatureNetwork
    @Inlined var head: any DiscriminatorHead

    init(
        _ network: any FeatureNetwork, _ head: Nested<any DiscriminatorHead>?, _ build: BuildContext, _ plan: LayerPlan
    ) throws {
        let choice = head ?? Nested(build.hasConditioner ? "projection" : "none")
        let layers = NetworkLayers(
            outputName: "linear", linear: { Dense($0, $1, hasBias: $2, plan) },
            table: { ClassTable(classes: $0, features: $1, plan) })
        _network = Inlined(wrappedValue: network)
        _head = Inlined(wrappedValue: try build.head(choice, "head", features: network.size, layers: layers))
    }

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        head(network(images), labels, pass)
    }
}
