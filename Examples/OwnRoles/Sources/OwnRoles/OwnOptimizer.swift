import GANCore
import GANModule
import GANTensor

// Adds the component to the catalog of every program that links or loads this file.
@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(OwnOptimizer.self) }

/// Signum: every weight moves by the learning rate against the sign of its running mean gradient, m ← β m + (1 - β) g, θ ← θ - η sign(m)
/// (Bernstein et al. 2018, arXiv:1802.04434, algorithm 2).
public final class OwnOptimizer: Module, Optimizer {
    /// Keys of the recipe, in snake case.
    public struct Settings: ComponentSettings {
        /// A recipe may give a schedule in place of a number.
        @Setting("step of every weight", in: 0...1000) public var learningRate: Scheduled = 0.001
        @Setting("decay rate of the running mean gradient", in: 0...0.9999) public var beta: Double = 0.9

        public init() {}
    }

    public static let name = "own_optimizer"
    public static let summary = "steps of equal size against the sign of the running mean gradient"
    public static let source: String? = "Bernstein et al. 2018, arXiv:1802.04434"

    private let settings: Settings
    private var means: MeanList?

    public init(_ settings: Settings, _ build: BuildContext) { self.settings = settings }

    /// Called once, before state is loaded. A step of fixed size needs no correction for lazy terms.
    public func attach(to parameters: [(path: String, parameter: Parameter)], lazyIntervals: [Int]) {
        means = MeanList(parameters)
    }

    public func hasUpdated(_ index: Int) -> Bool { (means?.all[index].steps ?? 0) > 0 }

    /// All gradients are finite. One that is nil means that no term depends on the parameter.
    public func update(with gradients: ParameterGradients, at position: TrainingPosition) {
        let rate = settings.learningRate.value(at: position)
        for (mean, gradient) in zip(means?.all ?? [], gradients.values) {
            guard let gradient else { continue }
            mean.step(along: gradient.detached(), rate: rate, beta: settings.beta)
        }
    }
}

/// The running mean gradients under the parameters' paths, which name them in checkpoints.
private final class MeanList: Module {
    @ModuleList private var listed: [MeanGradient]

    init(_ parameters: [(path: String, parameter: Parameter)]) {
        _listed = ModuleList(
            wrappedValue: parameters.map { MeanGradient($0.parameter) }, names: parameters.map(\.path))
    }

    var all: [MeanGradient] { listed }
}

/// The running mean gradient of one parameter. Buffers are saved in checkpoints.
private final class MeanGradient: Module {
    @Buffer private var mean: Tensor  // in the parameter's shape
    @Buffer(.same) private(set) var steps = 0
    /// In a closure, so that it is not saved as a part of the optimizer.
    private let parameter: () -> Parameter

    init(_ parameter: Parameter) {
        _mean = Buffer(wrappedValue: .zeros(parameter.shape, dtype: parameter.stored.dtype), .same)
        self.parameter = { parameter }
    }

    func step(along gradient: Tensor, rate: Double, beta: Double) {
        mean = mean * beta + gradient * (1 - beta)
        let parameter = parameter()
        parameter.wrappedValue = parameter.stored.detached() - mean.sign() * rate
        steps += 1
    }
}
