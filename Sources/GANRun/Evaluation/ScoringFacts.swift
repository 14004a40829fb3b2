import Foundation
import GANCore
import GANMetrics

/// What the scores of a run's evaluations depend on besides the generator.
struct ScoringFacts: Encodable {
    private struct Metric: Encodable {
        let type: String
        let settings: [String: JSONTree]
    }

    private let metrics: [Metric]
    private let features: String
    private let weights: String
    private let preparation: ImagePreparation
    private let samples: Int
    private let samplesPerClass: Int
    private let reference: ReferenceSplit
    private let labels: LabelPrior
    private let standingStatistics: Int?

    init(_ settings: EvaluateSection, _ metrics: [ChosenMetric], _ extractor: LoadedExtractor) {
        self.metrics = metrics.map { Metric(type: $0.name, settings: $0.settings) }
        (features, weights, preparation) = (extractor.name, extractor.weightsHash, extractor.preparation)
        (samples, samplesPerClass) = (settings.samples, settings.samplesPerClass)
        (reference, labels) = (settings.reference, settings.labels)
        standingStatistics = settings.standingStatistics
    }

    /// 16 hexadecimal digits.
    func hash() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(sha256([UInt8](try encoder.encode(self))).prefix(16))
    }
}
