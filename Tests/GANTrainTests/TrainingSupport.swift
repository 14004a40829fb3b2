import Foundation
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Optimizers

@testable import GANTrain

/// A composition of the tiny components that trains with a batch of eight, and can make its generator again.
func trainable(
    _ slots: [RegularizerSlot] = [], data: (any Dataset)? = nil, discriminator: (any Discriminator)? = nil,
    augmenter: (any Augmenter)? = nil, _ change: (inout TrainSettings) -> Void = { _ in }
) throws -> Composition {
    let tiny = try tinyComposition()
    var settings = TrainSettings()
    settings.batch = 8
    (settings.generatorOptimizer, settings.discriminatorOptimizer) = (.adam(0.01), .adam(0.01))
    change(&settings)
    func generator() -> CountingGenerator {
        CountingGenerator(NoSettings(), BuildContext(path: "generator", data: tiny.data.info, seed: 1))
    }
    return Composition(
        data: data ?? tiny.data, generator: generator(), discriminator: discriminator ?? tiny.discriminator,
        augmenter: augmenter, loss: tiny.loss,
        regularizers: slots, seed: 1, sections: [settings], makeGenerator: generator)
}

extension Composition {
    /// Every parameter, in order.
    var weights: [Tensor] { modules.flatMap { $0.module.parameters().map { $0.parameter.wrappedValue.detached() } } }
    var weightBits: [[UInt64]] { weights.map(bits) }
}

/// A term with a schedule.
func slot(_ regularizer: any Regularizer, name: String = "closure", weight: Double = 1, every: Int = 1, from: Int = 0)
    -> RegularizerSlot
{
    var schedule = RegularizerSchedule()
    (schedule.weight, schedule.every, schedule.from) = (Scheduled(weight), every, from)
    return RegularizerSlot(name: name, regularizer: regularizer, schedule: schedule)
}

extension OptimizerSetting {
    /// Adam with a rate and momentum.
    static func adam(_ learningRate: Scheduled, beta1: Scheduled = 0) -> OptimizerSetting {
        var settings = AdamOptimizer.Settings()
        (settings.learningRate, settings.beta1) = (learningRate, beta1)
        return OptimizerSetting(AdamOptimizer.self, settings)
    }
}

extension NetworkOptimizer {
    /// Nil for another optimizer.
    var adam: Adam? { (optimizer as? AdamOptimizer)?.adam }
}

/// A folder for the length of a test.
final class TemporaryFolder {
    let path = FileManager.default.temporaryDirectory.path + "/ganzoo-train-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
