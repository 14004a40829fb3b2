import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(R1.self) }

/// R1 = ½ · mean over real images of ‖∂D(x) / ∂x‖² (Mescheder et al. 2018, arXiv:1801.04406, eq. 9). The slot's weight is γ.
///
/// The gradient is with respect to the images before augmentation, through the augmenter.
public final class R1: Module, Regularizer {
    public static let name = "r1"
    public static let summary = "squared norm of the discriminator's gradient at real images; the weight is gamma"
    public static let source: String? = "Mescheder et al. 2018, arXiv:1801.04406"

    private let weights: ImageWeights

    public init(_ settings: GradientPenaltySettings, _ build: BuildContext) throws {
        weights = try ImageWeights(settings.classWeights, "class_weights", build)
    }

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        phase == .discriminator ? [.realLogits, .realImageLeaf] : nil
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        try ZeroCenteredPenalty.penalty(step.real(), weights, at: step.position)
    }
}
