import Foundation
import GANCore

/// How far a run can move the weights of a generator's mapping network, in units of their initial standard deviation: the sum
/// over steps of the optimizer's step size, times the rate multiplier. Published runs of a term on W reach 2.4, real travel is
/// smaller (docs/methods, section 6.7).
struct MappingTravel {
    private static let (little, published) = (0.5, 2.4)

    private let bound: Double
    private let steps: Int
    private let multiplier: Double
    private let key: String
    /// Paths of the regularizers that act on W.
    private let regularizers: [String]

    /// Nil if the mapping network has no rate of its own, or if the optimizer's steps have no bound.
    init?(_ composition: Composition, _ settings: TrainSettings) throws {
        guard let generator = composition.generator as? any SlowMappingGenerator else { return nil }
        let optimizer = try settings.makeOptimizer(of: .generator, composition)
        let (steps, samples) = (settings.steps, 100)
        let sizes = (0..<samples).compactMap { index in
            let step = steps * (2 * index + 1) / (2 * samples)
            let position = TrainingPosition(step: step, images: step * settings.imagesPerStep)
            return ComponentError.marking(NetworkOptimizer.path(of: .generator)) { optimizer.stepSize(at: position) }
        }
        guard sizes.count == samples else { return nil }
        (self.steps, multiplier, key) = (steps, generator.mappingRateMultiplier, generator.mappingRateKey)
        bound = sizes.reduce(0, +) / Double(samples) * Double(steps) * multiplier
        regularizers = composition.regularizers.filter {
            $0.regularizer is any MappingRegularizer && $0.schedule.from < steps && !$0.schedule.weight.isAlwaysZero
        }.map(\.path)
    }

    var warnings: [String] {
        guard bound < Self.little else { return [] }
        let fitting = min(multiplier * Self.published / bound, 1)
        return regularizers.map {
            "`generator.\(key)`: in \(counted(steps, "step")) the mapping network's weights can move by \(rounded(bound)) of their initial standard deviation, so `\($0)` changes little but the label's embedding; published runs: 2.4, here with \(key): \(rounded(fitting))"
        }
    }

    private func rounded(_ value: Double) -> String { String(format: "%.2g", value) }
}
