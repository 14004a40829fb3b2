import GANCore
import GANModule
import GANTensor

/// When running statistics of batch normalization follow.
public enum StatisticsPhases: String, CaseIterable, Sendable, SettingValue {
    /// BigGAN-PyTorch.
    case every
    /// StudioGAN, which leaves a generator's alone while the discriminator trains.
    case generator
}

/// Which images batch statistics are taken over, and when the running ones follow.
struct StatisticsRule {
    var phases = StatisticsPhases.every
    /// Images of a group; nil for the whole batch.
    var groupSize: Int?

    /// How a pass's batch is normalized. Outside training it is one group.
    func batch(_ pass: ForwardPass) -> BatchStatistics.Batch {
        let isTracked = pass.phase.map { phases == .every || $0 == .generator } ?? false
        return BatchStatistics.Batch(
            views: pass.views, groupSize: pass.phase == nil ? nil : groupSize, isTracked: isTracked)
    }
}

extension Conditioner {
    /// What it makes of each of `count` labels, as in use: without noise.
    func vectorsOfClasses(_ count: Int) -> () -> Tensor {
        {
            let wasTraining = self.isTraining
            self.setTraining(false)
            defer { self.setTraining(wasTraining) }
            return self(.identity(count), ForwardPass(phase: nil, random: RandomStream(seed: 0, path: "classes")))
        }
    }
}
