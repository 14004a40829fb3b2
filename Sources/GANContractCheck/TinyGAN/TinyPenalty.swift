import GANCore
import GANModule
import GANTensor

/// The mean square of the logits of real images, in the discriminator's phase.
final class TinyPenalty: Module, Regularizer {
    static let name = "tiny_penalty"
    static let summary = "a regularizer of one line"

    override init() {}

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .discriminator ? .realLogits : nil }

    func penalty(_ step: StepView) throws -> Tensor { try step.real().logits.squared().mean() }
}
