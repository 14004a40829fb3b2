import GANCore
import GANModule
import GANTensor

/// A probability that rises while the discriminator is overconfident on real images, and falls otherwise (Karras et al. 2020,
/// arXiv:2006.06676, section 3.1; METHODS §3.6).
///
/// The heuristic is the mean sign of the logits of augmented real images since the last update, including those of lazy terms.
final class AdaptiveProbability: Module, StepObserver, MetricSource {
    @Buffer var p: Double
    /// Sum and count of the signs since the last update.
    @Buffer(.sumOfChanges) var signSum = Tensor(0)
    @Buffer(.sumOfChanges) var signCount = 0
    private let start: Scheduled
    private let options: AdaptiveOptions?
    private let leak: Leak?
    private var hasWarned = false

    /// From which probability on transforms show in generated images.
    struct Leak {
        let probability: Double
        /// The adaptation's key in a recipe.
        let key: String
    }

    /// - Parameters:
    ///   - start: the probability, initially or, without adaptation, throughout the run.
    ///   - options: adaptation; nil for none.
    ///   - leak: a probability to warn of.
    init(start: Scheduled, _ options: AdaptiveOptions?, leak: Leak? = nil) {
        self.leak = leak
        _p = Buffer(wrappedValue: start.value(at: .start), .same, in: options?.range ?? 0...1)
        (self.start, self.options) = (start, options)
    }

    /// A schedule and the adaptation cannot both set the probability.
    static func conflict(_ p: Scheduled, _ options: AdaptiveOptions?) -> RecipeError? {
        guard let options else { return nil }
        guard let constant = p.constant else {
            return RecipeError(
                key: "p", problem: "it is a schedule, but `adaptive` changes the probability too", fix: "adaptive: null"
            )
        }
        guard let ceiling = options.ceiling, constant > ceiling else { return nil }
        return RecipeError(
            key: "p", problem: "it is \(constant), but `adaptive.ceiling` is \(ceiling)",
            fix: "set p to \(ceiling) or less")
    }

    func observe(_ event: StepEvent) throws {
        if case .records(let record) = event { warnOfLeaks(record) }
        guard let options else {
            if case .stepBegins(let position) = event { p = start.value(at: position) }
            return
        }
        switch event {
        case .discriminated(let pass) where pass.source == .real: take(try pass.logits)
        case .finished(let step, let images) where options.updates(after: step):
            update(options, at: TrainingPosition(step: step, images: images))
        default: break
        }
    }

    var metrics: [(name: String, value: Double)] { options == nil ? [] : [("p", p)] }

    private func warnOfLeaks(_ record: TrainingRecord) {
        guard let leak, options != nil, p >= leak.probability, !hasWarned else { return }
        hasWarned = true
        record.warn(
            "the probability of augmentation has reached \(leak.probability): from here on its transforms, such as turns by 90°, begin to show in generated images; `\(leak.key).ceiling` limits it"
        )
    }

    private func take(_ logits: Tensor) {
        signSum = signSum + logits.detached().sign().sum()
        signCount += logits.count
    }

    private func update(_ options: AdaptiveOptions, at position: TrainingPosition) {
        guard signCount > 0 else { return }
        let excess = signSum.item() / Double(signCount) - options.target.value(at: position)
        let direction = excess == 0 ? 0 : excess.sign == .plus ? 1.0 : -1
        let step = options.step(signs: signCount, batch: position.images / position.step)
        p = options.bounded(p + direction * step)
        (signSum, signCount) = (Tensor(0), 0)
    }
}

/// Settings of the adaptation to overfitting.
public struct AdaptiveOptions: SettingGroup {
    public enum Rule: String, CaseIterable, Sendable, SettingValue {
        /// stylegan2-ada-pytorch: an update counts the batches since the last one; there is no upper bound, and values above
        /// 1 act as probability 1.
        case nvlabs
        /// PyTorch-StudioGAN and NoisyTwins: the first update follows the first step, an update counts the real images that the
        /// discriminator saw, including lazy terms, and the probability is limited to 0 ... 1.
        case studiogan
    }

    @Setting("target for the mean sign of the logits of real images", in: -1...1) public var target: Scheduled = 0.6
    @Setting("thousands of images in which the probability can move from 0 to 1", above: 0) public var kimg: Double =
        500
    @Setting("interval of updates, in steps", in: 1...) public var every: Int = 4
    @Setting("update rule: that of NVlabs' code or of StudioGAN's") public var rule = Rule.nvlabs

    @Setting("largest probability that the adaptation sets; null: that of the rule", in: 0...1)
    public var ceiling: Double? = nil

    public init() {}

    /// - Parameter steps: number of steps made, from 1.
    func updates(after steps: Int) -> Bool { (rule == .nvlabs ? steps : steps - 1) % every == 0 }

    func step(signs: Int, batch: Int) -> Double {
        Double(rule == .nvlabs ? batch * every : signs) / (kimg * 1000)
    }

    /// The range that the probability is clamped to.
    var range: ClosedRange<Double> { 0...min(rule == .nvlabs ? .infinity : 1, ceiling ?? .infinity) }

    func bounded(_ p: Double) -> Double { min(max(p, range.lowerBound), range.upperBound) }
}
