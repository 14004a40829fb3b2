import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(StyleProjectionHead.self) }

/// StyleGAN2-ADA's projection: the inner product of the mapped features with the label's vector from a mapping network
/// (METHODS §1.9).
public final class StyleProjectionHead: Module, DiscriminatorHead {
    public struct Settings: ComponentSettings {
        @Setting("size of the compared vectors; default: number of features", in: 1...65_536)
        public var size: Int? = nil
        @Setting("number of layers that map a label's embedding", in: 1...64)
        public var mappingLayers: Int = 8
        @Setting("learning rate of these layers, relative to the optimizer's", above: 0)
        public var mappingRateMultiplier: Double = 0.01

        public init() {}
    }

    public static let name = "stylegan_projection"
    public static let summary = "inner product of mapped features with a mapped label, as in StyleGAN2-ADA"
    public static let source: String? = "Karras et al. 2020, arXiv:2006.06676"

    @ModuleList private var listed: [Module]
    private let maps: HeadMaps
    private let mapping: LabelDirections

    public init(_ settings: Settings, _ build: BuildContext) throws {
        let size = settings.size ?? build.features
        guard let embed = try build.conditioner(features: size) else {
            let isUnlabeled = build.data.labelSize == 0
            throw RecipeError(
                problem: "this head needs a label embedding, but "
                    + (isUnlabeled ? "the data has no labels" : "the recipe has no conditioner"),
                fix: isUnlabeled ? "set head: none, or use labeled data" : "add `conditioner: embedding`")
        }
        maps = HeadMaps([build.logitMap(outputs: size)])
        _listed = maps.series
        mapping = LabelDirections(
            embed, size: size, layers: settings.mappingLayers, rateMultiplier: settings.mappingRateMultiplier,
            build.random)
    }

    public var conditioner: (any Conditioner)? { mapping.embed }

    public func callAsFunction(_ features: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput
    {
        let directions = try mapping(labels, pass)  // [N, size]
        let logits = (maps(0, features) * directions).sum(1) / Double(directions.shape[1]).squareRoot()
        return DiscriminatorOutput(logits: logits, features: features)
    }
}
