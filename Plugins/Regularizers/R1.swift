import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(R1.self) }

/// R1 = ½ · mean over real images of ‖∂D(x) / ∂x‖² (Mescheder et al. 2018, arXiv:1801.04406, eq. 9). The slot's weight is γ.
///
/// The gradient is with respect to the images before augmentation, through the augmenter.
public final class R1: ZeroCenteredPenalty, Regularizer {
    public static let name = "r1"
    public static let summary = "squared norm of the discriminator's gradient at real images; the weight is gamma"
    public static let source: String? = "Mescheder et al. 2018, arXiv:1801.04406"

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        phase == .discriminator ? [.realLogits, .realImageLeaf] : nil
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        try penalty(of: step.real(), at: step.position)
    }
}
