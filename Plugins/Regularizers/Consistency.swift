import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(Consistency.self) }

/// Consistency regularization: an image and its augmented copy should have the same logit (Zhang et al. 2020,
/// arXiv:1910.12027); if `fake_weight` is above 0, generated images too (bCR, Zhao et al. 2021, arXiv:2002.04724; both
/// weights are 10 there).
///
/// Gradients flow through both branches. If the recipe also augments, the first branch is the input of the adversarial loss.
public final class Consistency: Module, Regularizer {
    public struct Settings: ComponentSettings {
        @Setting("augmenter of the copy") public var augmenter = ComponentReference<any Augmenter>("flip_and_shift")
        @Setting("weight of real images", in: 0...) public var realWeight: Double = 1
        @Setting("weight of generated images", in: 0...) public var fakeWeight: Double = 0
        @Setting(ImageWeights.summary) public var classWeights: ComponentReference<any Sampler>? = nil

        public init() {}

        public func conflicts() -> [RecipeError] {
            guard realWeight == 0, fakeWeight == 0 else { return [] }
            return [
                RecipeError(
                    key: "real_weight", problem: "both weights are 0, so the term has no effect",
                    fix: "set real_weight, for example to 1")
            ]
        }
    }

    public static let name = "consistency"
    public static let summary = "same logit for an image and its augmented copy (CR, bCR)"
    public static let source: String? = "Zhang et al. 2020, arXiv:1910.12027; Zhao et al. 2021, arXiv:2002.04724"

    let augmenter: any Augmenter
    private let settings: Settings
    private let weights: ImageWeights

    public init(_ settings: Settings, _ build: BuildContext) throws {
        self.settings = settings
        weights = try ImageWeights(settings.classWeights, "class_weights", build)
        augmenter = try build.component(settings.augmenter, "augmenter")
    }

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        guard phase == .discriminator else { return nil }
        let real: RequiredInputs = settings.realWeight > 0 ? [.realLogits, .realImages] : []
        return settings.fakeWeight > 0 ? real.union([.fakeLogits, .fakeImages]) : real
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        var total = Tensor(0)
        if settings.realWeight > 0 { total = total + settings.realWeight * (try distance(step.real(), step)) }
        if settings.fakeWeight > 0 { total = total + settings.fakeWeight * (try distance(step.fake(), step)) }
        return total
    }

    /// Mean squared difference of the logits and of the head's other outputs, such as class logits or an embedding (METHODS §8).
    private func distance(_ pass: DiscriminatorPass, _ step: StepView) throws -> Tensor {
        let changed = try step.discriminate(try pass.images, pass.labels, through: augmenter)
        func mean(_ difference: Tensor) throws -> Tensor {
            try weights.mean(difference.squared(), labels: pass.labels, at: step.position)
        }
        let logits = try mean(pass.logits - changed.logits)
        return try pass.output.evidence.sorted { $0.key < $1.key }.reduce(logits) { sum, own in
            try changed.evidence[own.key].map { sum + (try mean(own.value - $0)) } ?? sum
        }
    }
}
