import GANCore
import GANModule
import GANTensor

/// The common part of this family's discriminators: a network and a head.
public class HeadedDiscriminator: Module {
    @Inlined private var network: any FeatureNetwork
    @Inlined private var lastPart: any DiscriminatorHead
    private let classFree: SmallImageEntry?

    /// - Parameter small: resolution of small images that are judged, too, without labels; nil for none.
    init(
        _ network: any FeatureNetwork, _ head: ComponentReference<any DiscriminatorHead>?, _ build: BuildContext,
        _ plan: LayerOptions, classFreeResolution small: Int? = nil
    ) throws {
        let choice = head ?? ComponentReference(build.hasConditioner ? "projection" : "none")
        let layers = NetworkLayers(
            outputName: "linear", linear: { Linear($0, $1, hasBias: $2, plan) },
            table: { EmbeddingTable(classes: $0, features: $1, plan) })
        _network = Inlined(wrappedValue: network)
        _lastPart = Inlined(wrappedValue: try build.head(choice, "head", features: network.size, layers: layers))
        classFree = try small.map { try SmallImageEntry(network, resolution: $0, channels: build.data.channels, plan) }
    }

    public var classFreeResolution: Int? { classFree?.place.resolution }

    /// Logits [N] of small images [N, C, H, W], without labels.
    /// - Throws: `RecipeError` if it judges none.
    public func classFreeLogits(_ images: Tensor, _ pass: ForwardPass) throws -> Tensor {
        guard let classFree, let network = network as? any EnterableNetwork else {
            throw RecipeError(
                problem: "the discriminator judges no small images", fix: "set discriminator.class_free_resolution: 8")
        }
        let features = network.features(classFree.fromrgb(images), from: classFree.place.block)
        return classFree.out(features).reshaped(-1)
    }

    public var reducedBlocks: Int { network.reducedBlocks }
    public var head: (any DiscriminatorHead)? { lastPart }
    public var conditioner: (any Conditioner)? { lastPart.conditioner }
    public var layerOrder: [String] { declaredLayers }

    public func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput {
        classFree?.advance()
        return try lastPart.output(network(images), labels, pass)
    }
}

/// The first and the last layer for small images without labels (METHODS §19.3).
private final class SmallImageEntry: Module {
    let fromrgb: Convolution
    let out: Linear
    let place: NetworkEntry
    private let channels: Int

    /// - Throws: `RecipeError` if no block takes features of this resolution, or the images have it.
    init(_ network: any FeatureNetwork, resolution: Int, channels: Int, _ plan: LayerOptions) throws {
        guard let place = (network as? any EnterableNetwork)?.entry(at: resolution) else {
            throw RecipeError(
                key: "class_free_resolution",
                problem: "it is \(resolution), but no block after the first takes features of this resolution",
                fix: "use the resolution that a block ends at, such as 8")
        }
        fromrgb = Convolution(channels, place.channels, kernel: 1, plan)
        out = Linear(network.size, 1, plan)
        (self.place, self.channels) = (place, channels)
    }

    /// A step of spectral normalization's power iteration, since `utlo` restores all state after its passes. The vectors of `out`
    /// need none: its weight is one row.
    func advance() { withoutGradients { _ = fromrgb(.zeros([1, channels, 1, 1])) } }
}
