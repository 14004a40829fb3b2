import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(NoisyTwins.self) }

/// NoisyTwins (Rangwani et al. 2023, arXiv:2304.05866, sec. 4.2): the vectors W of one latent and label under two draws of
/// label noise should agree in each dimension, and dimensions should be decorrelated. This keeps classes distinct and
/// diverse.
///
/// The generator's batch has two views of half as many latents and labels. Each dimension of W is standardized over the pairs, so
/// there must be enough pairs: see `objection`.
public final class NoisyTwins: Module, MappingRegularizer, BatchComparing {
    public struct Settings: ComponentSettings {
        @Setting("objective that compares twins; barlow_twins is the published one, the others are for comparison")
        public var objective = TwinObjective.barlowTwins
        @Setting(
            "for barlow_twins: weight of the off-diagonal part; published: 0.05 for 10 to 20 classes, 0.005 for 1000",
            in: 0...)
        public var offDiagonal: Double = 0.05
        @Setting(
            "for barlow_twins: what is subtracted before the off-diagonal part: `none`, as published, or each `class`'s mean, since decorrelation would push together classes that are fewer than dimensions"
        )
        public var center = TwinCenter.none
        @Setting("for nt_xent: temperature that divides cosine similarities", above: 0) public var temperature: Double =
            0.5
        @Setting("layer widths of a projector between W and the comparison; published: no projector", in: 1...65536)
        public var projector: [Int] = []
        @Setting("whether twins are drawn before the slot's `from` too, as published")
        public var drawsFromStart = true

        public init() {}
    }

    public static let name = "noisy_twins"
    public static let summary =
        "makes W agree under two draws of label noise and decorrelates its dimensions; against class collapse"
    public static let source: String? = "Rangwani et al. 2023, arXiv:2304.05866"

    private let settings: Settings
    private let random: RandomStream
    private var projector: TwinProjector?

    public init(_ settings: Settings, _ build: BuildContext) { (self.settings, random) = (settings, build.random) }

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        phase == .generator ? [.styles, .wholeBatch] : nil
    }

    public func arrange(_ layout: inout BatchLayout, for phase: Phase) { if phase == .generator { layout.views = 2 } }

    public var arrangesBeforeStart: Bool { settings.drawsFromStart }

    public func validate(_ composition: Composition) throws {
        guard composition.generator is any StyleGenerator else {
            throw RecipeError(
                problem: "it needs a generator with styles, but this generator has none",
                fix: "use a generator with styles, such as stylegan2, or remove this regularizer")
        }
        guard composition.data.info.labelSize > 0 else {
            throw RecipeError(
                problem: "it needs labels, but the data has none",
                fix: "use labeled data, or remove this regularizer")
        }
        guard settings.center == .none || composition.data.info.labelKind == .classes else {
            throw RecipeError(
                key: "center", problem: "only classes have means to subtract, but the data has other labels",
                fix: "set center: none")
        }
        guard let conditioner = composition.generator.conditioner as? any StochasticConditioner, conditioner.addsNoise
        else {
            throw RecipeError(
                problem: "the twins would be identical: the conditioner adds no noise",
                fix: "set conditioner: {type: noisy_embedding, sigma: 0.25}")
        }
    }

    public func attach(to composition: Composition) throws {
        guard !settings.projector.isEmpty, let generator = composition.generator as? any StyleGenerator else { return }
        projector = TwinProjector(generator.styleSize, widths: settings.projector, random: random)
    }

    /// One pair is standardized to zeros, so the penalty is constant. Two pairs are standardized to ±1: a gradient is nearly
    /// zero, or hundreds if two values are close (Tests/Reference/twin_pairs.py). The largest gradients of 4 pairs are still
    /// hundreds of times their median. Without standardization two pairs are enough.
    public func objection(to batch: BatchLayout) -> BatchObjection? {
        let pairs = batch.count / batch.views
        let found = "it compares \(pairs) \(pairs == 1 ? "pair" : "pairs") of twins"
        guard standardizes else {
            return pairs < 2 ? .refused("\(found); it needs at least 2 pairs, a batch of 4") : nil
        }
        if pairs < 4 {
            return .refused(
                "\(found), too few: the penalty is constant or its gradient explodes; use at least 4 pairs (batch 8), better 8 (batch 16)"
            )
        }
        return pairs < 8
            ? .warned("\(found), so few that some gradients are very large; use 8 pairs or more (batch 16)") : nil
    }

    /// Whether dimensions are standardized over the pairs, by the objective or between the layers of a projector.
    private var standardizes: Bool { settings.objective == .barlowTwins || settings.projector.count > 1 }

    public func penalty(_ step: StepView) throws -> Tensor {
        let pass = try step.generated()
        let mapped = try pass.mapped
        let twins = (0..<2).map { index in
            let view = pass.view(index, of: mapped)
            return projector?(view) ?? view
        }
        switch settings.objective {
        case .barlowTwins:
            let classes = settings.center == .class ? pass.view(0, of: pass.labels) : nil
            return TwinObjective.barlowTwins(
                twins[0], twins[1], offDiagonal: settings.offDiagonal, centeredBy: classes)
        case .vicreg: return TwinObjective.vicreg(twins[0], twins[1])
        case .ntXent: return TwinObjective.ntXent(twins[0], twins[1], temperature: settings.temperature)
        }
    }
}
