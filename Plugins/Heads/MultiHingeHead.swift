import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(MultiHingeHead.self) }

/// One logit per class and one for generated images, with Crammer and Singer's hinge loss in place of the adversarial loss
/// (Kavalerov et al. 2021, arXiv:1912.04216). The single logit is the label's minus that of generated images.
public final class MultiHingeHead: Module, DiscriminatorHead, ObjectiveTerm {
    public struct Settings: ComponentSettings {
        @Setting("weight of the generator's hinge loss; published: 0.05, with feature_matching of weight 1", in: 0...)
        public var generatorWeight: Double = 0.05

        public init() {}
    }

    public static let name = "multi_hinge"
    public static let summary = "hinge loss over all classes and one more for generated images (MHingeGAN)"
    public static let source: String? = "Kavalerov et al. 2021, arXiv:1912.04216"

    @ModuleList private var listed: [Module]
    private let maps: HeadMaps
    private let settings: Settings
    private let classes: Int

    public init(_ settings: Settings, _ build: BuildContext) throws {
        classes = try build.classCount()
        maps = HeadMaps([build.logitMap(outputs: classes + 1)])
        _listed = maps.series
        self.settings = settings
    }

    public var replacesAdversarialLoss: Bool { true }

    public func callAsFunction(_ features: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        let logits = maps(0, features)  // [N, C + 1]
        let own = (logits.sliced(1, 0..<classes) * labels).sum(1)
        let generated = logits.sliced(1, classes..<classes + 1).reshaped(-1)
        return DiscriminatorOutput(logits: own - generated, features: features, evidence: ["classes": logits])
    }

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        phase == .discriminator ? [.realLogits, .fakeLogits] : .fakeLogits
    }

    public func validate(_ composition: Composition) throws {
        let loss = type(of: composition.loss).name
        guard loss != "hinge" else { return }
        throw RecipeError(
            problem: "its hinge loss replaces the adversarial loss, but the recipe has `\(loss)`",
            fix: "set loss: hinge")
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        let fake = try step.fake()
        guard step.phase == .discriminator else {
            return settings.generatorWeight * (try hinge(fake, Self.padded(fake.labels)))
        }
        let real = try step.real()
        let generated = Tensor.zeros(fake.labels.shape).padded(1, before: 0, after: 1)
        let target = generated + Tensor([Int32(classes)], shape: [1]).oneHot(classes: classes + 1)
        return try hinge(real, Self.padded(real.labels)) + hinge(fake, target)
    }

    private static func padded(_ labels: Tensor) -> Tensor { labels.padded(1, before: 0, after: 1) }

    private func hinge(_ pass: DiscriminatorPass, _ targets: Tensor) throws -> Tensor {
        guard let logits = try pass.output.evidence["classes"] else { return Tensor(0) }
        return Self.hinge(logits, targets)
    }

    /// The mean of relu(1 + the largest other logit - the target's).
    /// - Parameters:
    ///   - logits: [N, K].
    ///   - targets: [N, K], one-hot.
    package static func hinge(_ logits: Tensor, _ targets: Tensor) -> Tensor {
        let others = select(targets, Tensor(-.infinity), logits).max(1)
        return relu(1 + others - (logits * targets).sum(1)).mean()
    }
}
