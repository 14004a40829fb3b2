import GANCore
import GANModule
import GANTensor

/// Keeps the discriminator's logits near zero: E[D(x)²] (Karras et al. 2018, arXiv:1710.10196, appendix A.1).
public final class LogitDrift: Module, Regularizer {
    public struct Settings: ComponentSettings {
        @Setting("whether logits of generated images are penalized too") public var includesFakes = false
        @Setting(ImageWeights.summary) public var classWeights: ComponentReference<any Sampler>? = nil

        public init() {}
    }

    public static let name = "logit_drift"
    public static let summary = "keeps the discriminator's logits near zero"
    public static let source: String? = "Karras et al. 2018, arXiv:1710.10196, appendix A.1"
    private let includesFakes: Bool
    private let weights: ImageWeights

    public init(_ settings: Settings, _ build: BuildContext) throws {
        includesFakes = settings.includesFakes
        weights = try ImageWeights(settings.classWeights, "class_weights", build)
    }

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        guard phase == .discriminator else { return nil }
        return includesFakes ? [.realLogits, .fakeLogits] : .realLogits
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        let real = try drift(step.real(), at: step.position)
        return includesFakes ? real + (try drift(step.fake(), at: step.position)) : real
    }

    private func drift(_ pass: DiscriminatorPass, at position: TrainingPosition) throws -> Tensor {
        try weights.mean(pass.logits.squared(), labels: pass.labels, at: position)  // logits: [N]
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(LogitDrift.self) }
