import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(R2.self) }

/// R2 = ½ · mean over generated images of ‖∂D(x) / ∂x‖² (Mescheder et al. 2018, arXiv:1801.04406, eq. 10). The slot's weight is γ.
///
/// R3GAN uses it with R1, both with the same γ and in every step (Huang et al. 2024, arXiv:2501.05441, section 2). The gradient is
/// with respect to the images before augmentation, through the augmenter.
public final class R2: ZeroCenteredPenalty, Regularizer {
    public static let name = "r2"
    public static let summary = "squared norm of the discriminator's gradient at generated images; the weight is gamma"
    public static let source: String? = "Mescheder et al. 2018, arXiv:1801.04406"

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        phase == .discriminator ? [.fakeLogits, .fakeImageLeaf] : nil
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        try penalty(of: step.fake(), at: step.position)
    }
}
