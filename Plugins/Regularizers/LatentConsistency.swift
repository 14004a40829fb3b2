import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(LatentConsistency.self) }

/// zCR: images of neighboring latents should have the same logit, but differ (Zhao et al. 2021, arXiv:2002.04724, section 2.2).
/// Together with bCR, which is `consistency`, it is ICR.
///
/// The neighbor's pass is not part of the adversarial loss, and its images are not augmented.
public final class LatentConsistency: Module, Regularizer {
    public struct Settings: ComponentSettings {
        @Setting("standard deviation of the distance from a latent to its neighbor", above: 0) public var radius:
            Double =
                0.05
        @Setting("weight of the discriminator's term: equal logits", in: 0...) public var discriminatorWeight: Double =
            20
        @Setting("weight of the generator's term: different images", in: 0...) public var generatorWeight: Double = 0.5

        public init() {}

        public func conflicts() -> [RecipeError] {
            guard discriminatorWeight == 0, generatorWeight == 0 else { return [] }
            return [
                RecipeError(
                    key: "discriminator_weight", problem: "both weights are 0, so the term has no effect",
                    fix: "set discriminator_weight: 20")
            ]
        }
    }

    public static let name = "latent_consistency"
    public static let summary = "same logits but different images for neighboring latents (zCR)"
    public static let source: String? = "Zhao et al. 2021, arXiv:2002.04724"

    private let settings: Settings

    public init(_ settings: Settings, _ build: BuildContext) { self.settings = settings }

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        switch phase {
        case .discriminator: settings.discriminatorWeight > 0 ? .fakeLogits : nil
        case .generator: settings.generatorWeight > 0 ? .fakeImages : nil
        }
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        let made = try step.generated()
        let near = made.z + settings.radius * step.random.normal(made.z.shape, dtype: made.z.dtype)
        let neighbors = try step.generate(near, made.labels).images
        switch step.phase {
        case .generator: return -settings.generatorWeight * (try made.images - neighbors).squared().mean()
        case .discriminator:
            let logits = try step.discriminate(neighbors, made.labels).logits
            return settings.discriminatorWeight * (try step.fake().logits - logits).squared().mean()
        }
    }
}
