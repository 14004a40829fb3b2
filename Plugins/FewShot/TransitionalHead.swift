import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(TransitionalHead.self) }

/// Two heads: an unconditional one, and a projection onto the label whose adversarial loss is introduced gradually (Shahbazi
/// et al. 2022, arXiv:2201.06578, section 4; METHODS §11.1).
///
/// The logits are those of the unconditional head; gradient penalties and adaptive augmentation use only these.
public final class TransitionalHead: Module, DiscriminatorHead, ObjectiveTerm {
    public struct Settings: ComponentSettings {
        public var transition = TransitionSettings()
        @Setting("number of layers that map a label's embedding", in: 1...64)
        public var mappingLayers: Int = 8
        @Setting("learning rate of these layers, relative to the optimizer's", above: 0)
        public var mappingRateMultiplier: Double = 0.01

        public init() {}
    }

    public static let name = "transitional"
    public static let summary =
        "an unconditional head, and a projection head that is introduced gradually (Transitional-cGAN)"
    public static let source: String? = "Shahbazi et al. 2022, arXiv:2201.06578"

    @ModuleList private var listed: [Module]
    private let plain: UnregisteredModule
    private let projection: UnregisteredModule
    private let mapping: LabelDirections
    private let transition: Transition

    public init(_ settings: Settings, _ build: BuildContext) throws {
        guard let embed = try build.conditioner(features: build.features) else {
            throw RecipeError(
                problem: "this head needs labels, but the data has none",
                fix: "use labeled data, and `conditioner: transitional_embedding`")
        }
        plain = UnregisteredModule(build.layers.linear(build.features, 1, true))
        projection = UnregisteredModule(build.layers.linear(build.features, build.features, true))
        mapping = LabelDirections(
            embed, size: build.features, layers: settings.mappingLayers,
            rateMultiplier: settings.mappingRateMultiplier, build.random)
        transition = Transition(settings.transition)
        _listed = ModuleList(
            wrappedValue: [plain.map, projection.map],
            names: [build.layers.outputName, "\(build.layers.outputName)_conditional"])
    }

    public var conditioner: (any Conditioner)? { mapping.embed }

    public func callAsFunction(_ features: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput
    {
        let directions = try mapping(labels, pass)  // [N, F]
        let conditional = (projection.map(features) * directions).sum(1) / Double(directions.shape[1]).squareRoot()
        return DiscriminatorOutput(
            logits: plain.map(features).reshaped(-1), features: features, evidence: [Self.conditional: conditional])
    }

    private static let conditional = "conditional"

    // MARK: Its term

    public func validate(_ composition: Composition) throws {
        try composition.refuseLossOfPairs()
        guard !(composition.loss is any LabelReadingLoss) else {
            throw RecipeError(
                problem:
                    "`\(type(of: composition.loss).name)` adjusts logits by labels, but this head's logits judge images alone",
                fix: "use another loss, such as logistic, or another head")
        }
        guard let own = composition.generator.conditioner as? TransitionalEmbedding, let schedule = own.schedule else {
            throw RecipeError(
                problem: "the generator uses labels from the start, which does not fit this head",
                fix: "use conditioner: transitional_embedding")
        }
        let settings = transition.settings
        guard schedule.fromKimg == settings.fromKimg, schedule.untilKimg == settings.untilKimg else {
            throw RecipeError(
                problem: "the transition differs from the generator's",
                fix: "use the same from_kimg and until_kimg for head and conditioner")
        }
    }

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        phase == .discriminator ? [.realLogits, .fakeLogits] : .fakeLogits
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        guard let fake = try step.fake().output.evidence[Self.conditional] else { return Tensor(0) }
        guard step.phase == .discriminator else {
            return transition.share * (try step.generatorLoss(fake: fake, labels: nil))
        }
        guard let real = try step.real().output.evidence[Self.conditional] else { return Tensor(0) }
        return transition.share * (try step.discriminatorLoss(real: real, fake: fake, labels: nil))
    }
}
