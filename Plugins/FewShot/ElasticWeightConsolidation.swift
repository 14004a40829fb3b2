import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ElasticWeightConsolidation.self) }

/// EWC: penalizes changes of the generator's weights from their initial values, in proportion to their importance (Li et al.
/// 2020, arXiv:2012.02780).
///
/// The initial values and the importance are computed before the first step and saved in checkpoints.
public final class ElasticWeightConsolidation: Module, Regularizer, StepObserver, SourceDependent {
    public enum Form: String, CaseIterable, Sendable, SettingValue {
        /// Σ F (θ - θ₀)², F the mean of squared gradients, over all weights.
        case paper
        /// The formula of Sony's nnabla-examples: the means of the convolutions' kernels are summed, and F is the mean
        /// of gradients, which may be negative.
        case reimplemented
    }

    public struct Settings: ComponentSettings {
        @Setting(
            "paper: squared gradients of all weights; reimplemented: unsquared gradients and means over kernels, as in Sony's nnabla-examples"
        )
        public var form = Form.paper
        @Setting("number of generated images for the Fisher information, processed one at a time", in: 1...1_000_000)
        public var samples: Int = 200
        @Setting("patterns of the generator's weights that are penalized, such as synthesis.*")
        public var parameters: [String] = ["*"]

        public init() {}
    }

    public static let name = "elastic_weight_consolidation"
    public static let summary = "keeps important weights of the generator near their initial values (EWC)"
    public static let source: String? = "Li et al. 2020, arXiv:2012.02780"

    private let settings: Settings
    private let path: String
    private var chosen: [Parameter] = []
    private var information: AnchorTensors?
    private var anchors: AnchorTensors?

    public init(_ settings: Settings, _ build: BuildContext) { (self.settings, path) = (settings, build.path) }

    public func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .generator ? [] : nil }

    public func validate(_ composition: Composition) throws {
        let others = composition.hooks.compactMap { $0.hook as? KernelModulation }
        guard !others.contains(where: { $0.network == .generator }) else {
            throw RecipeError(
                problem: "it cannot be combined with kernel_modulation, which replaces the generator's kernels",
                fix: "remove one of the two")
        }
        let paths = composition.generator.parameters().map(\.path)
        for text in settings.parameters where !paths.contains(where: PathPattern(text).matches) {
            throw RecipeError(
                key: "parameters", problem: "`\(text)` matches no weight of the generator",
                fix: "use paths such as \(listed(paths, atMost: 3)), where * matches any text")
        }
    }

    public func attach(to composition: Composition) throws {
        let patterns = settings.parameters.map(PathPattern.init)
        let found = composition.generator.parameters().filter { path, parameter in
            let counts = settings.form == .paper || parameter.shape.rank == 4
            return counts && patterns.contains { $0.matches(path) }
        }
        guard !found.isEmpty else {
            throw RecipeError(
                key: "parameters", problem: "the list is empty", fix: "set parameters: [\"*\"]")
        }
        chosen = found.map(\.parameter)
        (information, anchors) = (AnchorTensors(like: found), AnchorTensors(like: found))
    }

    public func observe(_ event: StepEvent) throws {
        guard case .begins(let start) = event else { return }
        let random = start.random(path)
        let (z, labels) = try start.latents(settings.samples, random)
        let trained = chosen.filter { !$0.isFrozen }
        let measure = FisherInformation(
            generator: start.generator, discriminator: start.discriminator, parameters: trained, form: settings.form)
        var measured = try measure(z, labels, random: random, beforeEach: start.checkInterruption)[...]
        information?.values = chosen.map { parameter in
            parameter.isFrozen ? .zeros(parameter.shape) : measured.removeFirst()
        }
        anchors?.values = chosen.map { $0.wrappedValue.detached() }
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        guard let information, let anchors else { return Tensor(0) }
        return Self.penalty(
            chosen.map(\.wrappedValue), anchors: anchors.values, information: information.values, settings.form)
    }

    /// - Parameters:
    ///   - weights: of any shapes.
    ///   - anchors: θ₀, in the same.
    ///   - information: F, in the same.
    static func penalty(_ weights: [Tensor], anchors: [Tensor], information: [Tensor], _ form: Form) -> Tensor {
        let terms = weights.indices.map { index in
            let term = information[index] * (weights[index] - anchors[index]).squared()
            return form == .paper ? term.sum() : term.mean()
        }
        return terms.reduce(Tensor(0)) { $0 + $1 }
    }
}
