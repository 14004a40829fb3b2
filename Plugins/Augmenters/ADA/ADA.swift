import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ADA.self) }

/// Adaptive discriminator augmentation (Karras et al. 2020, arXiv:2006.06676, section 2 and appendix B; METHODS §3): all
/// transforms are applied with the same probability, which adapts to the discriminator's overfitting.
public final class ADA: Module, Augmenter {
    public struct Settings: ComponentSettings {
        @Setting("group of transforms, by its published name") public var preset = Preset.bgc
        @Setting("list of transforms in place of a preset; they are always applied in the published order")
        public var transforms: [Transform]? = nil
        @Setting("initial probability of each transform", in: 0...1) public var p: Scheduled = 0
        @Setting("adaptation of the probability to overfitting; null: constant") public var adaptive: AdaptiveOptions? =
            AdaptiveOptions()
        @Setting(
            "for tests: every random number is this quantile of its distribution, and every transform is applied",
            in: 0.001...0.999)
        public var debugPercentile: Double? = nil

        public init() {}

        public func conflicts() -> [RecipeError] {
            if transforms?.isEmpty == true {
                return [RecipeError(key: "transforms", problem: "it is empty", fix: "remove `augment`")]
            }
            if let conflict = AdaptiveProbability.conflict(p, adaptive) { return [conflict] }
            guard adaptive == nil, p.isAlwaysZero, debugPercentile == nil else { return [] }
            return [
                RecipeError(
                    key: "p", problem: "it is 0 and constant, so no image is augmented",
                    fix: "set p, for example to 0.2")
            ]
        }
    }

    public static let name = "ada"
    public static let summary = "adaptive augmentation with geometric, color and other transforms; for few images"
    public static let source: String? = "Karras et al. 2020, arXiv:2006.06676"

    /// Karras et al. 2020, arXiv:2006.06676, section 2.2: below it leaks are unlikely in practice.
    private static let leakingProbability = 0.8
    private let probability: AdaptiveProbability
    private let pipeline: AugmentationPipeline
    private let percentile: Double?

    public init(_ settings: Settings, _ build: BuildContext) throws {
        let transforms = Set(settings.transforms ?? settings.preset.transforms)
        guard [1, 3].contains(build.data.channels) || transforms.isDisjoint(with: Preset.color.transforms) else {
            throw RecipeError(
                problem: "its color transforms need 1 or 3 channels, but the images have \(build.data.channels)",
                fix: "set transforms: [xflip, rotate90, xint]")
        }
        probability = AdaptiveProbability(
            start: settings.p, settings.adaptive,
            leak: .init(probability: Self.leakingProbability, key: "\(build.path).adaptive"))
        pipeline = AugmentationPipeline(transforms)
        percentile = settings.debugPercentile
    }

    public func callAsFunction(_ images: Tensor, random: RandomStream) -> Tensor {
        let draws = AugmentationDraws(
            count: images.shape[0], p: probability.p, percentile: percentile, random: random)
        return pipeline(images, draws)
    }
}
