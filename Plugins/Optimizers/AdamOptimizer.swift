import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(AdamOptimizer.self) }

/// Adam (Kingma & Ba 2015, arXiv:1412.6980, algorithm 1). The defaults are those of METHODS §2.6.
///
/// Lazy terms make additional updates, so rates are corrected for them (Karras et al. 2020, arXiv:1912.04958, appendix B).
public final class AdamOptimizer: RestorableOptimizer {
    public struct Settings: ComponentSettings {
        @Setting("learning rate, before the correction for lazy regularization", in: 1e-12...1000)
        public var learningRate: Scheduled = 0.0025
        @Setting("decay rate of the first moment", in: 0...0.9999) public var beta1: Scheduled = 0
        @Setting("decay rate of the second moment", in: 0...0.999999) public var beta2: Scheduled = 0.99
        @Setting("constant added to the square root of the second moment", in: 1e-20...1e20)
        public var epsilon: Double = 1e-8

        public init() {}

        /// Without the correction for lazy terms.
        func values(at position: TrainingPosition) -> AdamSettings {
            AdamSettings(
                learningRate: learningRate.value(at: position), beta1: beta1.value(at: position),
                beta2: beta2.value(at: position), epsilon: epsilon)
        }
    }

    public static let name = "adam"
    public static let summary = "Adam: steps along the mean gradient, divided by its root mean square"
    public static let source: String? = "Kingma & Ba 2015, arXiv:1412.6980"

    private let settings: Settings
    private var lazyIntervals: [Int] = []
    /// Nil before `attach`.
    private(set) package var adam: Adam?

    public init(_ settings: Settings, _ build: BuildContext) { self.settings = settings }

    public func attach(to parameters: [(path: String, parameter: Parameter)], lazyIntervals: [Int]) {
        self.lazyIntervals = lazyIntervals
        adam = Adam(parameters, settings(at: .start))
    }

    private func settings(at position: TrainingPosition) -> AdamSettings {
        settings.values(at: position).corrected(forLazyIntervals: lazyIntervals)
    }

    /// The learning rate. Rare large gradients move a parameter further.
    public func stepSize(at position: TrainingPosition) -> Double? { settings.learningRate.value(at: position) }

    public func hasUpdated(_ index: Int) -> Bool { adam?.hasUpdated(index) ?? false }

    public func update(with gradients: ParameterGradients, at position: TrainingPosition) {
        adam?.settings = settings(at: position)
        adam?.step(gradients.values, flat: gradients.flat)
    }

    package func restoration() -> () -> Void { adam?.restoration() ?? {} }

    public func addState(to writer: inout SafetensorsWriter, prefix: String) {
        adam?.addState(to: &writer, prefix: prefix)
    }

    public func loadState(from file: SafetensorsFile, prefix: String) throws {
        try adam?.loadState(from: file, prefix: prefix)
    }
}
