import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ClassBalancing.self) }

/// Class balancing with a classifier in the loop: a frozen classifier names the classes of generated images, and classes that come
/// rarely get more probability (Rangwani et al. 2021, arXiv:2106.09402, section 3; METHODS §19.1).
///
/// Before the first step it trains the classifier on the real images of the run. The classifier is saved in checkpoints.
public final class ClassBalancing: Module, Regularizer, StepObserver {
    public struct Settings: ComponentSettings {
        @Setting(
            "length of the classifier's training before the first step, in passes over the real images",
            in: 1...1_000_000)
        public var classifierEpochs: Int = 5
        @Setting("learning rate of the classifier; it falls to 0", above: 0) public var classifierRate: Double = 0.002
        @Setting("number of evaluations after which the effective numbers of generated images are updated", in: 1...)
        public var updateEvery: Int = 2000
        @Setting("decay rate of the effective numbers; published: 0.5, for iNaturalist 0.995", in: 0...1)
        public var decay: Double = 0.5

        public init() {}
    }

    public static let name = "class_balancing"
    public static let summary =
        "a classifier in the loop balances the classes of generated images; published weights: 2.5 to 10"
    public static let source: String? = "Rangwani et al. 2021, arXiv:2106.09402"

    private let classifier: LoopClassifier
    private let effective: EffectiveNumbers
    private let settings: Settings
    private let path: String
    private let data = DataReference()

    public init(_ settings: Settings, _ build: BuildContext) throws {
        (self.settings, path) = (settings, build.path)
        try Self.check(build.data)
        classifier = LoopClassifier(build.data, random: build.random)
        effective = EffectiveNumbers(classes: build.data.labelSize, decay: settings.decay)
    }

    private static func check(_ data: DatasetInfo) throws {
        guard data.labelKind != .classes else { return }
        let labels = data.labelKind == .none ? "no labels" : data.labelKind.rawValue
        throw RecipeError(
            problem: "it needs classes, but the data has \(labels)",
            fix: "use data with classes, or remove this regularizer")
    }

    /// The mean probability of a batch is that of all its images.
    public func requiredInputs(in phase: Phase) -> RequiredInputs? {
        phase == .generator ? [.fakeImages, .wholeBatch] : nil
    }

    public func attach(to composition: Composition) throws { data.data = composition.data }

    public func observe(_ event: StepEvent) throws {
        guard case .begins(let start) = event, let data = data.data else { return }
        try classifier.train(
            on: data, epochs: settings.classifierEpochs, learningRate: settings.classifierRate,
            random: start.random(path), beforeEach: start.checkInterruption)
    }

    public func penalty(_ step: StepView) throws -> Tensor {
        let probabilities = classifier(try step.generated().images).softmax()  // [N, C]
        let penalty = Self.penalty(probabilities, weights: effective.weights)
        effective.add(probabilities)
        if effective.evaluations == settings.updateEvery { effective.update() }
        return penalty
    }

    /// Σ wₖ p̄ₖ log p̄ₖ over the classes k, with p̄ the mean over the batch: least where the rare classes have most of the probability.
    /// - Parameters:
    ///   - probabilities: [N, C].
    ///   - weights: [C].
    static func penalty(_ probabilities: Tensor, weights: Tensor) -> Tensor {
        let mean = probabilities.mean(0)
        return (weights * mean * (mean + 1e-12).log()).sum()
    }
}

/// The data set of the run, which no checkpoint holds.
private final class DataReference {
    var data: (any Dataset)?
}
