import GANCore
import GANModule
import GANTensor

/// Keeps the discriminator's logits near zero: E[D(x)²] (Karras et al. 2018, arXiv:1710.10196, appendix A.1).
public final class LogitDrift: Module, Regularizer {
    public struct Settings: ComponentSettings {
        @Setting("whether logits of generated images are penalized too") public var includesFakes = false
        public init() {}
    }

    public static let name = "logit_drift"
    public static let summary = "keeps the discriminator's logits near zero"
    public static let source: String? = "Karras et al. 2018, arXiv:1710.10196, appendix A.1"
    private let includesFakes: Bool

    public init(_ settings: Settings, _ build: BuildContext) { includesFakes = settings.includesFakes }

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        guard phase == .discriminator else { return nil }
        return includesFakes ? [.realLogits, .fakeLogits] : .realLogits
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        let real = try step.real().logits.squared().mean()  // logits: [N]
        return includesFakes ? real + (try step.fake().logits.squared().mean()) : real
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(LogitDrift.self) }
