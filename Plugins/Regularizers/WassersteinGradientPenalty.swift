import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(WassersteinGradientPenalty.self) }

/// WGAN-GP: mean (‖∂D(x̂) / ∂x̂‖ - 1)² at random points x̂ between a real and a generated image, under the real's label (Gulrajani
/// et al. 2017, arXiv:1704.00028, sec. 4). The published weight is 10. The points are not augmented.
public final class WassersteinGradientPenalty: Module, Regularizer {
    public static let name = "wgan_gp"
    public static let summary = "keeps the discriminator's slope between reals and fakes near 1; for wasserstein"
    public static let source: String? = "Gulrajani et al. 2017, arXiv:1704.00028"

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func needs(in phase: Phase) -> Needs? { phase == .discriminator ? [.realImages, .fakeImages] : nil }

    public func penalty(_ step: StepView) throws -> Tensor {
        let (real, fake) = (try step.real(), try step.fake().images)
        let share = step.random.uniform([fake.shape[0], 1, 1, 1], type: fake.type)
        let between = (fake + share * (try real.images - fake)).detached().requiringGradient()
        let logits = step.discriminate(between, real.labels).logits
        let slopes = gradient(of: logits.sum(), wrt: between, createGraph: true)  // [N, C, H, W]
        // Where the slope is 0 its length has no gradient; the smallest of numbers under the root makes that 0.
        let lengths = (slopes.squared().sum(1, 2, 3) + 1e-20).sqrt()
        return (lengths - 1).squared().mean()
    }
}
