import GANCore
import GANModule
import GANTensor

/// The phases that update running statistics of batch normalization.
public enum StatisticsPhases: String, CaseIterable, Sendable, SettingValue {
    /// BigGAN-PyTorch.
    case every
    /// StudioGAN, which does not change a generator's statistics while the discriminator is trained.
    case generator
}

/// The groups of images for batch statistics, and the phases that update the running statistics.
struct StatisticsRule {
    var phases = StatisticsPhases.every
    /// Number of images per group; nil for the whole batch.
    var groupSize: Int?

    /// The normalization of a pass's batch. In evaluation mode it is one group.
    func batch(_ pass: ForwardPass) -> BatchStatistics.Batch {
        let isTracked = pass.phase.map { phases == .every || $0 == .generator } ?? false
        return BatchStatistics.Batch(
            views: pass.views, groupSize: pass.phase == nil ? nil : groupSize, isTracked: isTracked)
    }
}

extension Conditioner {
    /// The embedding of each of `count` labels in evaluation mode: without noise, and inside the graph.
    func vectorsOfClasses(_ count: Int) -> () throws -> Tensor {
        {
            try InferenceSession.run(self, buildsGraph: true) { session in
                try self(.identity(count), session.pass(RandomStream(seed: 0, path: "classes")))
            }
        }
    }
}
