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
///
/// A parameter whose gradient is nil is skipped, with its moments and its count of steps, as in `torch.optim.Adam`. A zero gradient
/// is a step: the moments decay and the count grows. `withZeros` says which of the two a network's parameters get.
public final class Adam {
    /// May change from step to step, for rates that fall.
    public var settings: AdamSettings
    let parameters: FlatParameters
    /// Steps made, by parameter.
    var stepCounts: [Int]
    // Changed in place by the update kernel, so nothing else may hold them.
    var firstMoment: Tensor
    var secondMoment: Tensor

    /// - Precondition: there is a parameter, and all are of one type.
    public init(_ parameters: [(path: String, parameter: Parameter)], _ settings: AdamSettings) {
        self.settings = settings
        self.parameters = FlatParameters(parameters.filter { !$0.parameter.isFrozen })
        stepCounts = [Int](repeating: 0, count: self.parameters.members.count)
        let shape = self.parameters.values.shape
        firstMoment = .zeros(shape, type: self.parameters.values.type)
        secondMoment = .zeros(shape, type: self.parameters.values.type)
    }

    /// What `step` wants gradients for, in its order: the parameters that were not frozen when this was made.
    public var targets: [Tensor] { parameters.members.map(\.parameter.stored) }

    /// Moves every parameter that has a gradient against it.
    /// - Parameter gradients: one for each target.
    public func step(_ gradients: [Tensor?]) { step(gradients, flat: flattened(gradients)) }

    /// `gradients`, with zeros for those of the first `count` targets that have none now but had one in an earlier step.
    ///
    /// In published training every update of a network is a step for all of its parameters, also where a lazy penalty does
    /// not depend on one, such as the last bias. NVIDIA's losses reach it by a term that is zero (`gen_img[:, 0, 0, 0] * 0`,
    /// `real_logits * 0`: github:NVlabs/stylegan2-ada-pytorch, training/loss.py), and so do rosinality's and its
    /// descendants; StudioGAN's and its forks' by PyTorch 1's `zero_grad()`, which keeps zeros where there was a gradient
    /// before. A parameter that no update has reached yet is skipped in all of them.
    ///
    /// - Parameters:
    ///   - gradients: one for each target.
    ///   - count: how many targets, the first ones, are a network's own. Others, such as a regularizer's, are in no pass of
    ///     the network and stay as they are.
    public func withZeros(_ gradients: [Tensor?], ofFirst count: Int) -> [Tensor?] {
        gradients.enumerated().map { index, gradient in
            guard gradient == nil, index < count, stepCounts[index] > 0 else { return gradient }
            return .zeros(parameters.members[index].parameter.shape, type: parameters.values.type)
        }
    }

    /// The gradients of `targets` one after another, [elements of all], zeros where there is none: to be looked at as a whole
    /// before a step.
    public func flattened(_ gradients: [Tensor?]) -> Tensor { parameters.flatten(gradients) }

    /// The same step.
    /// - Parameter gradient: what `flattened` made of `gradients`.
    public func step(_ gradients: [Tensor?], flat gradient: Tensor) {
        parameters.refresh()
        for (index, gradient) in gradients.enumerated() where gradient != nil { stepCounts[index] += 1 }
        parameters.replaceValues(
            parameters.values.updatedByAdam(
                runs(gradients), gradient: gradient, first: &firstMoment, second: &secondMoment))
    }

    /// Neighbors that have made as many steps are updated together.
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
