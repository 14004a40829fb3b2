import Foundation
import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(GradientDescent.self) }

/// Stochastic gradient descent with momentum, as `torch.optim.SGD` without dampening: v ← μ v + g, θ ← θ - η v, or with
/// Nesterov's momentum θ ← θ - η (g + μ v) (Sutskever et al. 2013, PMLR 28(3):1139-1147).
///
/// For lazy terms, which make additional updates, rate and momentum are corrected as Adam's are (METHODS §2.6). No published
/// code does this for gradient descent; the correction is ours.
public final class GradientDescent: Module, RestorableOptimizer {
    public struct Settings: ComponentSettings {
        @Setting("learning rate, before the correction for lazy regularization", in: 0...1000)
        public var learningRate: Scheduled = 0.01
        @Setting("fraction of the previous step that is added to the gradient", in: 0...0.9999)
        public var momentum: Scheduled = 0
        @Setting("whether the gradient counts once more in addition to the momentum (Nesterov)")
        public var nesterov: Bool = false

        public init() {}

        public func conflicts() -> [RecipeError] {
            guard nesterov, momentum.isAlwaysZero else { return [] }
            return [
                RecipeError(key: "nesterov", problem: "it needs momentum, which is 0", fix: "set momentum, such as 0.9")
            ]
        }
    }

    public static let name = "sgd"
    public static let summary = "stochastic gradient descent, with or without momentum"
    public static let source: String? = "Sutskever et al. 2013, PMLR 28(3):1139-1147"

    private let settings: Settings
    private var velocities: VelocityList?
    /// The share of the rate that remains with lazy terms: 1 / (1 + Σ 1 / interval).
    private var lazyRatio = 1.0

    public init(_ settings: Settings, _ build: BuildContext) { self.settings = settings }

    public func attach(to parameters: [(path: String, parameter: Parameter)], lazyIntervals: [Int]) {
        velocities = VelocityList(parameters)
        lazyRatio = 1 / (1 + lazyIntervals.reduce(0) { $0 + 1 / Double($1) })
    }

    public func hasUpdated(_ index: Int) -> Bool { (velocities?.all[index].steps ?? 0) > 0 }

    public func update(with gradients: ParameterGradients, at position: TrainingPosition) {
        let rate = settings.learningRate.value(at: position) * lazyRatio
        let momentum = pow(settings.momentum.value(at: position), lazyRatio)
        for (velocity, gradient) in zip(velocities?.all ?? [], gradients.values) {
            guard let gradient else { continue }
            velocity.step(along: gradient.detached(), rate: rate, momentum: momentum, nesterov: settings.nesterov)
        }
    }
}

/// The velocities of all parameters, under the parameters' paths.
private final class VelocityList: Module {
    @ModuleList private var velocities: [Velocity]

    init(_ parameters: [(path: String, parameter: Parameter)]) {
        _velocities = ModuleList(
            wrappedValue: parameters.map { Velocity($0.parameter) }, names: parameters.map(\.path))
    }

    var all: [Velocity] { velocities }
}

/// The running sum of a parameter's gradients.
private final class Velocity: Module {
    @Buffer private var velocity: Tensor  // in the parameter's shape
    @Buffer(.same) private(set) var steps = 0
    /// In a closure, so that it is not saved as part of the optimizer.
    private let parameter: () -> Parameter

    init(_ parameter: Parameter) {
        _velocity = Buffer(wrappedValue: .zeros(parameter.shape, dtype: parameter.stored.dtype), .same)
        self.parameter = { parameter }
    }

    func step(along gradient: Tensor, rate: Double, momentum: Double, nesterov: Bool) {
        let parameter = parameter()
        velocity = velocity * momentum + gradient
        let direction = nesterov ? gradient + velocity * momentum : velocity
        parameter.wrappedValue = parameter.stored.detached() - direction * rate
        steps += 1
    }
}
