import GANTensor

/// Settings of Adam.
public struct AdamSettings: Hashable, Sendable {
    public var learningRate: Double
    public var beta1: Double
    public var beta2: Double
    public var epsilon: Double

    public init(learningRate: Double, beta1: Double, beta2: Double, epsilon: Double) {
        (self.learningRate, self.beta1, self.beta2, self.epsilon) = (learningRate, beta1, beta2, epsilon)
    }

    /// Corrects the settings for lazy terms, each of which makes an additional step at its interval with the same moments
    /// (Karras et al. 2020, arXiv:1912.04958, appendix B). With r = 1 / (1 + Σ 1 / interval), which is I / (I + 1) for a
    /// single term: lr · r and βʳ.
    public func corrected(forLazyIntervals intervals: [Int]) -> AdamSettings {
        precondition(intervals.allSatisfy { $0 > 0 }, "lazy intervals of \(intervals) steps")
        let ratio = 1 / (1 + intervals.reduce(0) { $0 + 1 / Double($1) })
        return AdamSettings(
            learningRate: learningRate * ratio, beta1: power(beta1, ratio), beta2: power(beta2, ratio), epsilon: epsilon
        )
    }
}

/// Adam (Kingma & Ba 2015, arXiv:1412.6980, algorithm 1) for all its parameters at once.
///
/// A parameter with a nil gradient is skipped, with its moments and its step count, as in `torch.optim.Adam`. A zero gradient
/// makes a step: the moments decay and the count grows. `withZeros` decides which of the two a network's parameters get.
public final class Adam {
    /// May change between steps, for learning-rate schedules.
    public var settings: AdamSettings
    let parameters: FlatParameters
    /// Number of steps by parameter.
    var stepCounts: [Int]
    // The update kernel changes them in place, so nothing else may reference them.
    var firstMoment: Tensor
    var secondMoment: Tensor

    /// - Precondition: there is at least one parameter, and all have one type.
    public init(_ parameters: [(path: String, parameter: Parameter)], _ settings: AdamSettings) {
        self.settings = settings
        self.parameters = FlatParameters(parameters.filter { !$0.parameter.isFrozen })
        stepCounts = [Int](repeating: 0, count: self.parameters.members.count)
        let shape = self.parameters.values.shape
        firstMoment = .zeros(shape, dtype: self.parameters.values.dtype)
        secondMoment = .zeros(shape, dtype: self.parameters.values.dtype)
    }

    /// The parameters that `step` expects gradients for, in its order: those that were not frozen when this optimizer was made.
    public var targets: [Tensor] { parameters.members.map(\.parameter.stored) }

    /// Updates every parameter that has a gradient.
    /// - Parameter gradients: one per target.
    public func step(_ gradients: [Tensor?]) { step(gradients, flat: flattened(gradients)) }

    /// Whether a step has changed a target.
    /// - Parameter index: of the target.
    public func hasUpdated(_ index: Int) -> Bool { stepCounts[index] > 0 }

    /// `gradients`, with zeros for those of the first `count` targets that have none now but had one in an earlier step.
    ///
    /// In published training code, every update of a network is a step for all its parameters, even if a lazy penalty does
    /// not depend on one, such as the last bias. NVIDIA's losses reach it by a zero term (`gen_img[:, 0, 0, 0] * 0`,
    /// `real_logits * 0`: github:NVlabs/stylegan2-ada-pytorch, training/loss.py), and so do rosinality's and its
    /// descendants; StudioGAN's and its forks' by PyTorch 1's `zero_grad()`, which keeps zeros if there was a gradient
    /// before. A parameter that no update has reached yet is skipped in all of them.
    ///
    /// - Parameters:
    /// - gradients: one per target.
    /// - count: number of targets, from the first on, that belong to the network. Others, such as a regularizer's, are not
    ///   part of the network's passes and stay unchanged.
    public func withZeros(_ gradients: [Tensor?], ofFirst count: Int) -> [Tensor?] {
        gradients.enumerated().map { index, gradient in
            guard gradient == nil, index < count, hasUpdated(index) else { return gradient }
            return .zeros(parameters.members[index].parameter.shape, dtype: parameters.values.dtype)
        }
    }

    /// The gradients of `targets`, concatenated to [number of all elements], with zeros for nil: for inspection as a whole
    /// before a step.
    public func flattened(_ gradients: [Tensor?]) -> Tensor { parameters.flatten(gradients) }

    /// Makes one step with gradients that are flattened already: `gradient` is the result of `flattened` for `gradients`.
    public func step(_ gradients: [Tensor?], flat gradient: Tensor) {
        parameters.refresh()
        for (index, gradient) in gradients.enumerated() where gradient != nil { stepCounts[index] += 1 }
        parameters.replaceValues(
            parameters.values.updatedByAdam(
                runs(gradients), gradient: gradient, first: &firstMoment, second: &secondMoment))
    }

    /// Puts the moments and step counts of now back when it is called. The parameters are the caller's.
    package func restoration() -> () -> Void {
        let (first, second, counts) = (firstMoment, secondMoment, stepCounts)
        return { [self] in (firstMoment, secondMoment, stepCounts) = (first, second, counts) }
    }

    /// Adjacent parameters with equal step counts are updated together.
    private func runs(_ gradients: [Tensor?]) -> [AdamRun] {
        var runs: [AdamRun] = []
        for (index, gradient) in gradients.enumerated() {
            let update = gradient == nil ? nil : update(after: stepCounts[index])
            let count = parameters.members[index].parameter.shape.count
            if let last = runs.last, last.update == update {
                runs[runs.count - 1].count += count
            } else {
                runs.append(AdamRun(count: count, update: update))
            }
        }
        return runs
    }

    private func update(after steps: Int) -> AdamUpdate {
        AdamUpdate(
            beta1: settings.beta1, beta2: settings.beta2,
            stepSize: settings.learningRate / (1 - power(settings.beta1, Double(steps))),
            rootCorrection: 1 / (1 - power(settings.beta2, Double(steps))).squareRoot(), epsilon: settings.epsilon)
    }
}
