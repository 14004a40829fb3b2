import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ADA.self) }

/// Adaptive discriminator augmentation (Karras et al. 2020, arXiv:2006.06676, section 2 and appendix B; METHODS §3): each transform
/// changes an image with the same probability, which follows how far the discriminator overfits.
public final class ADA: Module, Augmenter {
    public struct Settings: ComponentSettings {
        @Setting("which transforms, by their published names") public var preset = Preset.bgc
        @Setting("the transforms one by one, instead of a preset; their order is always the same")
        public var transforms: [Transform]? = nil
        @Setting("probability of each transform to begin with", in: 0...1) public var p: Double = 0
        @Setting("how the probability follows overfitting; null keeps it") public var adaptive: AdaptiveOptions? =
            AdaptiveOptions()
        @Setting(
            "for tests: every draw is this quantile of its distribution, and every gate is open", in: 0.001...0.999)
        public var debugPercentile: Double? = nil

        public init() {}

        public func conflicts() -> [RecipeError] {
            if transforms?.isEmpty == true {
                return [RecipeError(key: "transforms", problem: "it is empty", fix: "remove `augment`")]
            }
            guard adaptive == nil, p == 0, debugPercentile == nil else { return [] }
            return [RecipeError(key: "p", problem: "it is 0 and stays 0, so nothing is changed", fix: "p: 0.2")]
        }
    }

    public static let name = "ada"
    public static let summary = "random moves, colors and more, as often as overfitting asks for; for few images"
    public static let source: String? = "Karras et al. 2020, arXiv:2006.06676"

    private let probability: AdaptiveProbability
    private let pipeline: AugmentationPipeline
    private let percentile: Double?

    public init(_ settings: Settings, _ build: BuildContext) throws {
        let transforms = Set(settings.transforms ?? settings.preset.transforms)
        guard build.data.channels == 3 || build.data.channels == 1 else {
            throw RecipeError(
                problem: "its colors are made for 1 or 3 channels, and the images have \(build.data.channels)",
                fix: "transforms: [xflip, rotate90, xint]")
        }
        probability = AdaptiveProbability(start: settings.p, settings.adaptive)
        pipeline = AugmentationPipeline(transforms)
        percentile = settings.debugPercentile
    }

    public func callAsFunction(_ images: Tensor, random: RandomStream) -> Tensor {
        let draws = AugmentationDraws(
            count: images.shape[0], p: probability.p, percentile: percentile, random: random)
        return pipeline(images, draws)
    }
}
