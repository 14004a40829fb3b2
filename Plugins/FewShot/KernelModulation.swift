import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(KernelModulation.self) }

/// AdAM: in a probing phase all selected kernels of a network are frozen and modulated, which measures the importance of
/// filters for the new images; then training starts again with important filters modulated and the others trained (Zhao et
/// al. 2022, arXiv:2210.16559; METHODS §11.6). A recipe has one for each network. The importance of a filter is the sum over
/// single images of the squared gradients of its modulation.
///
/// Our choices: all parameters except the selected kernels are trained throughout, linear layers are not modulated, gradients
/// are those of the trained networks, not of their averages, and Adam keeps its state for parameters that were trained
/// before. Samples come from the generator's average, which follows the modulated kernels. A checkpoint's `generator` and
/// `discriminator` contain the kernels without modulation, so transfer only the generator's average from such a run.
public final class KernelModulation: Module, TrainingHook, FormerRegularizer, MetricSource, SourceDependent {
    public enum Network: String, CaseIterable, Sendable, SettingValue { case generator, discriminator }

    public struct Settings: ComponentSettings {
        @Setting("network whose kernels are modulated") public var network = Network.generator
        @Setting(
            "patterns of the kernels that are modulated and ranked, such as synthesis.*.conv0.weight, where * matches any text; other kernels are trained as usual"
        ) public var kernels: [String] = ["*"]
        @Setting("number of probing steps, in which every kernel is modulated", in: 1...) public var probingSteps: Int =
            500
        @Setting(
            "number of final probing steps in which the importance of filters is measured, one image of the batch at a time",
            in: 1...)
        public var measuringSteps: Int = 250
        @Setting("fraction of the filters that are trained; published: 0.5 to 0.75", in: 0...1)
        public var quantile: Double = 0.5

        public init() {}

        public func conflicts() -> [RecipeError] {
            guard measuringSteps > probingSteps else { return [] }
            return [
                RecipeError(
                    key: "measuring_steps",
                    problem: "there are only \(counted(probingSteps, "probing step"))",
                    fix: "set measuring_steps: \(probingSteps)")
            ]
        }
    }

    public static let name = "kernel_modulation"
    public static let summary = "modulates important filters and trains the others (AdAM)"
    public static let source: String? = "Zhao et al. 2022, arXiv:2210.16559"

    private let settings: Settings
    private let random: RandomStream
    private var chosen: [Parameter] = []
    private var kernels: KernelList?

    public init(_ settings: Settings, _ build: BuildContext) {
        (self.settings, random) = (settings, build.randomOfFormerRegularizer)
    }

    var network: Network { settings.network }

    public var trainingPhase: Phase { settings.network == .generator ? .generator : .discriminator }

    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        guard phase == trainingPhase else { return nil }
        return phase == .generator ? .fakeLogits : [.realImages, .realLogits, .fakeImages, .fakeLogits]
    }

    public func validate(_ composition: Composition) throws {
        try composition.refuseLossOfPairs()
        let others = composition.hooks.compactMap { $0.hook as? KernelModulation }
        guard others.contains(where: { $0 !== self && $0.network == network }) else { return }
        throw RecipeError(
            key: "network",
            problem: "another kernel_modulation already modulates the \(network.rawValue)'s kernels",
            fix: "remove one, or set network: \(network == .generator ? "discriminator" : "generator")")
    }

    public func attach(to composition: Composition) throws {
        let network: Module =
            settings.network == .generator ? composition.generator : composition.discriminator
        let all = network.parameters().filter { $0.parameter.shape.rank == 4 }
        guard !all.isEmpty else {
            throw RecipeError(
                key: "network", problem: "the \(settings.network.rawValue) has no convolution", fix: "remove it")
        }
        let found = try chosen(of: all)
        let kernels = KernelList(found, random: random)
        for ((_, parameter), kernel) in zip(found, kernels.all) {
            parameter.reading = { [unowned parameter] in parameter.isFrozen ? $0 : kernel.read($0) }
        }
        (chosen, self.kernels) = (found.map(\.parameter), kernels)
    }

    /// The kernels that match `kernels`.
    private func chosen(of all: [(path: String, parameter: Parameter)]) throws -> [(path: String, parameter: Parameter)]
    {
        let part = all.first.map { String($0.path.prefix { $0 != "." }) } ?? ""
        for text in settings.kernels where !all.contains(where: { PathPattern(text).matches($0.path) }) {
            throw RecipeError(
                key: "kernels", problem: "`\(text)` matches no kernel of the \(network.rawValue)",
                fix:
                    "use one of these paths: \(listed(all.map(\.path), atMost: 3)); `*` matches any text, as in `\(part).*`"
            )
        }
        let patterns = settings.kernels.map(PathPattern.init)
        let found = all.filter { kernel in patterns.contains { $0.matches(kernel.path) } }
        guard !found.isEmpty else {
            throw RecipeError(key: "kernels", problem: "the list is empty", fix: "set kernels: [\"*\"]")
        }
        return found
    }

    public func observe(_ event: StepEvent) throws {
        guard let kernels else { return }
        switch event {
        case .begins: for (kernel, parameter) in zip(kernels.all, chosen) { kernel.begin(at: parameter.stored) }
        case .finished(let steps, _) where steps == settings.probingSteps:
            let measured = zip(kernels.all, chosen).filter { !$1.isFrozen }.map { $0.0.information }
            let threshold = Self.threshold(of: measured, quantile: settings.quantile)
            for kernel in kernels.all { kernel.settle(threshold: threshold) }
        default: break
        }
    }

    /// Fraction of the filters that are modulated: 1 during probing.
    public var metrics: [(name: String, value: Double)] {
        let masks = kernels?.all.map(\.mask) ?? []
        let (kept, all) = (masks.reduce(0) { $0 + $1.sum().item() }, masks.reduce(0) { $0 + $1.count })
        return all == 0 ? [] : [("kept", kept / Double(all))]
    }

    /// Measures the importance of filters by gradients of the adversarial loss.
    public func inspect(_ step: StepView) throws {
        let measured = settings.probingSteps - settings.measuringSteps..<settings.probingSteps
        guard let kernels, measured.contains(step.step) else { return }
        let targets = kernels.all.flatMap { [$0.rows, $0.offsets] }
        for row in 0..<(try step.generated().z.shape[0]) {
            let gradients = gradients(of: try loss(ofRow: row, step), wrt: targets, releasingGraph: true)
            for (index, kernel) in kernels.all.enumerated() {
                kernel.learn([gradients[2 * index], gradients[2 * index + 1]])
            }
        }
    }

    /// The adversarial loss of one image, or of one real and one generated image, in separate passes.
    private func loss(ofRow row: Int, _ step: StepView) throws -> Tensor {
        func judged(_ images: Tensor, _ labels: Tensor) throws -> Tensor {
            try step.discriminate(images, labels).logits
        }
        func own(_ rows: Tensor) -> Tensor { rows.rows(row..<row + 1) }
        guard step.phase == .discriminator else {
            let made = try step.generated()
            let labels = own(made.labels)
            return try step.generatorLoss(
                fake: try judged(try step.generate(own(made.z), labels).images, labels), labels: labels)
        }
        let (real, fake) = (try step.real(), try step.fake())
        let labels = (real: own(real.labels), fake: own(fake.labels))
        return try step.discriminatorLoss(
            real: try judged(own(try real.images), labels.real), fake: try judged(own(try fake.images), labels.fake),
            labels: labels)
    }

    /// The quantile of all filters' importance, with linear interpolation.
    static func threshold(of information: [Tensor], quantile: Double) -> Double {
        let sorted = information.flatMap { $0.scalars(as: Float.self) }.map(Double.init).sorted()
        guard let last = sorted.indices.last else { return 0 }
        let place = quantile * Double(last)
        let (below, above) = (Int(place.rounded(.down)), Int(place.rounded(.up)))
        return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
    }
}

/// The kernels of a network, by their paths.
private final class KernelList: Module {
    @ModuleList private var kernels: [ModulatedKernel]

    init(_ parameters: [(path: String, parameter: Parameter)], random: RandomStream) {
        _kernels = ModuleList(
            wrappedValue: parameters.map { ModulatedKernel($0.parameter.shape, random: random) },
            names: parameters.map(\.path))
    }

    var all: [ModulatedKernel] { kernels }
}
