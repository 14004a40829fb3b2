import GANCore
import GANModule
import GANTensor

// Adds the component to the catalog of every program that links or loads this file.
@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(OwnRegularizer.self) }

/// Penalizes logits of the discriminator outside -limit ... limit: the mean square of the excess.
public final class OwnRegularizer: Module, Regularizer {
    /// Keys of the recipe, in snake case. Weight, interval, start and end are keys of the regularizer's entry.
    public struct Settings: ComponentSettings {
        @Setting("logits up to this magnitude are not penalized", in: 0...) public var limit: Double = 4

        public init() {}
    }

    public static let name = "own_regularizer"
    public static let summary = "penalizes logits beyond a limit"

    private let limit: Double

    public init(_ settings: Settings, _ build: BuildContext) { limit = settings.limit }

    /// Declares everything that `penalty` reads; nothing else is computed for it. Nil: no term in that phase.
    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        phase == .discriminator ? [.realLogits, .fakeLogits] : nil
    }

    /// The scalar without its weight.
    public func penalty(_ step: StepView) throws -> Tensor {
        let logits = concatenate([try step.real().logits, try step.fake().logits], axis: 0)  // [N + M]
        step.report("largest", logits.detached().abs().max())
        return relu(logits.abs() - limit).squared().mean()
    }
}
