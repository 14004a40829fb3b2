import GANCore
import GANModule
import GANTensor

// Puts the regularizer into the catalog of every program that this file is linked or loaded into.
@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(LogitRange.self) }

/// Pulls back logits of the discriminator that leave -limit ... limit: the mean square of what is beyond.
public final class LogitRange: Module, Regularizer {
    /// Keys of the recipe, in snake case.
    public struct Settings: ComponentSettings {
        @Setting("logits up to this size cost nothing", in: 0...) public var limit: Double = 4

        public init() {}
    }

    public static let name = "logit_range"
    public static let summary = "pulls back logits beyond a limit"

    private let limit: Double

    public init(_ settings: Settings, _ build: BuildContext) { limit = settings.limit }

    /// Anything that `penalty` reads must be declared here; nothing else is computed for it.
    public func needs(in phase: Phase) -> RequiredInputs? {
        phase == .discriminator ? [.realLogits, .fakeLogits] : nil
    }

    /// The unweighted scalar. Weight, interval, beginning and end are keys of its entry in the recipe.
    public func penalty(_ step: StepView) throws -> Tensor {
        let logits = concatenate([try step.real().logits, try step.fake().logits], axis: 0)  // [N + M]
        step.report("largest", logits.detached().abs().max())
        return relu(logits.abs() - limit).squared().mean()
    }
}
