import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(MaximumGradientPenalty.self) }

/// max ‖∂D(x̂) / ∂x̂‖² over random points x̂ between real and generated images (Zhou et al. 2019, arXiv:1902.05687, section
/// 5): penalizes the discriminator's Lipschitz constant. The published weight is 10.
public final class MaximumGradientPenalty: Module, Regularizer {
    public static let name = "max_gradient_penalty"
    public static let summary =
        "penalizes the discriminator's largest gradient between real and generated images (LGAN)"
    public static let source: String? = "Zhou et al. 2019, arXiv:1902.05687"

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        phase == .discriminator ? [.realImages, .fakeImages, .wholeBatch] : nil
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        try SlopePenalty.lengths(at: SlopePenalty.between(step), step).squared().max(0)
    }
}
