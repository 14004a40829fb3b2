import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(DRAGAN.self) }

/// DRAGAN: mean (‖∂D(x̂) / ∂x̂‖ - 1)² at points x̂ around the real images (Kodali et al. 2017, arXiv:1705.07215, section
/// 2.3). The published weight is 10.
///
/// x̂ = x + α · σ / 2 · u, with α and u uniform in 0 ..< 1, one α per sample, one u per pixel, and σ the standard deviation
/// of all pixels of the batch.
public final class DRAGAN: GradientPenalty, Regularizer {
    public static let name = "dragan"
    public static let summary = "keeps the norm of the discriminator's gradient near 1 around real images"
    public static let source: String? = "Kodali et al. 2017, arXiv:1705.07215"

    public func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .discriminator ? .realImages : nil }

    public func penalty(_ step: StepView) throws -> Tensor {
        let lengths = try SlopePenalty.lengths(at: Self.points(try step.real().images, step.random), step)
        return try weights.mean((lengths - 1).squared(), labels: step.real().labels, at: step.position)
    }

    /// - Parameter images: [N, C, H, W].
    static func points(_ images: Tensor, _ random: RandomStream) -> Tensor {
        // Unbiased like torch.std; with all pixels of a batch the difference is negligible.
        let variance = (images - images.mean()).squared().sum() / Double(max(images.count - 1, 1))
        let share = random.uniform([images.shape[0], 1, 1, 1], dtype: images.dtype)
        return images + share * (0.5 * variance.sqrt()) * random.uniform(images.shape, dtype: images.dtype)
    }
}
