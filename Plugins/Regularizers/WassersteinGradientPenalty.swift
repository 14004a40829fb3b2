import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(WassersteinGradientPenalty.self) }

/// WGAN-GP: mean (‖∂D(x̂) / ∂x̂‖ - 1)² at random points x̂ between a real and a generated image, with the real image's label
/// (Gulrajani et al. 2017, arXiv:1704.00028, sec. 4). The published weight is 10. The points are not augmented.
public final class WassersteinGradientPenalty: GradientPenalty, Regularizer {
    public static let name = "wgan_gp"
    public static let summary =
        "keeps the norm of the discriminator's gradient near 1 between real and generated images; for wasserstein"
    public static let source: String? = "Gulrajani et al. 2017, arXiv:1704.00028"

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        phase == .discriminator ? [.realImages, .fakeImages] : nil
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        let lengths = try SlopePenalty.lengths(at: SlopePenalty.between(step), step)
        return try weights.mean((lengths - 1).squared(), labels: step.real().labels, at: step.position)
    }
}
