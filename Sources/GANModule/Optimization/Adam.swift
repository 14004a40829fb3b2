import GANTensor

/// Adam's constants.
public struct AdamSettings: Hashable, Sendable {
    public var learningRate: Double
    public var beta1: Double
    public var beta2: Double
    public var epsilon: Double

    public init(learningRate: Double, beta1: Double, beta2: Double, epsilon: Double) {
        (self.learningRate, self.beta1, self.beta2, self.epsilon) = (learningRate, beta1, beta2, epsilon)
    }

    /// The same rate of learning when each lazy term makes one more step every so many steps, on the same moments
    /// (Karras et al. 2020, arXiv:1912.04958, appendix B). With r = 1 / (1 + Σ 1 / interval), that is I / (I + 1) for a
    /// single term: lr · r and βʳ.
    public func corrected(forLazyIntervals intervals: [Int]) -> AdamSettings {
        precondition(intervals.allSatisfy { $0 > 0 }, "lazy intervals of \(intervals) steps")
        let ratio = 1 / (1 + intervals.reduce(0) { $0 + 1 / Double($1) })
        return AdamSettings(
            learningRate: learningRate * ratio, beta1: power(beta1, ratio), beta2: power(beta2, ratio), epsilon: epsilon
        )
    }
}

/// Adam (Kingma & Ba 2015, arXiv:1412.6980, algorithm 1) over all its parameters at once.
public final class Adam {
    public let settings: AdamSettings
    /// Steps made.
    public private(set) var stepCount = 0
    private let parameters: FlatParameters
    // Changed in place by the update kernel, so nothing else may hold them.
    private var firstMoment: Tensor
    private var secondMoment: Tensor

    /// - Precondition: there is a parameter, and all are of one type.
    public init(_ parameters: [(path: String, parameter: Parameter)], _ settings: AdamSettings) {
        self.settings = settings
        self.parameters = FlatParameters(parameters.filter { !$0.parameter.isFrozen })
        let shape = self.parameters.values.shape
        firstMoment = .zeros(shape, type: self.parameters.values.type)
        secondMoment = .zeros(shape, type: self.parameters.values.type)
    }

    /// What `step` wants gradients for, in its order: the parameters that were not frozen when this was made.
    public var targets: [Tensor] { parameters.members.map(\.parameter.wrappedValue) }

    /// Moves every parameter against its gradient. One without a gradient counts as having zeros.
    public func step(_ gradients: [Tensor?]) {
        parameters.refresh()
        let gradient = parameters.flatten(gradients)
        stepCount += 1
        let update = AdamUpdate(
            beta1: settings.beta1, beta2: settings.beta2,
            stepSize: settings.learningRate / (1 - power(settings.beta1, Double(stepCount))),
            rootCorrection: 1 / (1 - power(settings.beta2, Double(stepCount))).squareRoot(), epsilon: settings.epsilon)
        parameters.replaceValues(
            parameters.values.updatedByAdam(update, gradient: gradient, first: &firstMoment, second: &secondMoment))
    }
}
