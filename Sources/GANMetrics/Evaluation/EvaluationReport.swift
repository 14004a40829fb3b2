/// Scores with everything that they depend on: the JSON that `ganzoo evaluate` writes.
package struct EvaluationReport: Codable, Hashable, Sendable {
    /// By metric name: `fid`, `fd_fmnist`.
    package var scores: [String: Double] = [:]
    package var intraClass: IntraClassDistance?
    package var classification: ClassificationAccuracy?
    package var clusterDiversity: ClusterDiversity?
    /// Caveats for the scores.
    package var caveats: [String] = []
    package var measuredBy: EvaluationProtocol

    package init(_ measuredBy: EvaluationProtocol) { self.measuredBy = measuredBy }

    /// Names of scores: the distance first, then by name. Deviations stand with their scores.
    package var orderedScores: [String] {
        let first = measuredBy.network.name.distanceName
        return scores.keys.filter { !$0.hasSuffix("_deviation") }
            .sorted { ($0 != first ? 1 : 0, $0) < ($1 != first ? 1 : 0, $1) }
    }

    private enum CodingKeys: String, CodingKey {
        case scores, caveats, classification
        case intraClass = "intra_class"
        case clusterDiversity = "cluster_diversity"
        case measuredBy = "protocol"
    }
}

/// The evaluation protocol (METHODS §13): scores of different protocols are not comparable.
package struct EvaluationProtocol: Codable, Hashable, Sendable {
    package struct Network: Codable, Hashable, Sendable {
        package let name: ExtractorName
        package let weights: String
        package let preparation: ImagePreparation
        package let dimensions: Int
    }

    package struct Reference: Codable, Hashable, Sendable {
        package let name: String
        /// Hash of its images and labels; nil if the data has none.
        package let content: String?
        package let count: Int
        package let split: ReferenceSplit?
        /// Nil in reports without it.
        package var images: MeasuredForm?

        package init(name: String, content: String?, count: Int, split: ReferenceSplit?) {
            (self.name, self.content, self.count, self.split) = (name, content, count, split)
        }
    }

    /// Images of a folder have only a name and a count.
    package struct Samples: Codable, Hashable, Sendable {
        package let name: String
        package let count: Int
        package var perClass: Int?
        package var labels: LabelPrior?
        package var truncation: Double?
        /// Number of batches for standing statistics; nil if running statistics were used.
        package var standingStatistics: Int?
        package var seed: Int?
        package var step: Int?
        /// Nil in reports without it.
        package var images: MeasuredForm?
        /// The arithmetic number of the generator's training; nil for images and for weights of another program.
        package var arithmetic: Int?

        package init(name: String, count: Int) { (self.name, self.count) = (name, count) }

        private enum CodingKeys: String, CodingKey {
            case name, count, labels, truncation, seed, step, arithmetic, images
            case perClass = "per_class"
            case standingStatistics = "standing_statistics"
        }
    }

    package let network: Network
    package let reference: Reference
    package let samples: Samples
    package var quantizer = Levels.quantizer
    /// Of covariances.
    package var ddof = 1
    package var kidSubsets = 100
    package var kidSubsetSize = 1000
    package var neighbors = 5
    package var inceptionScoreSplits = 10
    /// Classifier for the classification accuracy score; nil if not measured.
    package var classifier: String?
    package private(set) var program: String

    package init(_ extractor: any FeatureExtractor, _ reference: Reference, _ samples: Samples, program: String) {
        network = Network(
            name: extractor.name, weights: extractor.weightsHash, preparation: extractor.preparation,
            dimensions: extractor.dimension)
        (self.reference, self.samples, self.program) = (reference, samples, program)
    }

    /// Whether only the program differs.
    package func isLike(_ other: EvaluationProtocol) -> Bool {
        var own = self
        own.program = other.program
        return own == other
    }

    private enum CodingKeys: String, CodingKey {
        case network, reference, samples, ddof, classifier, program
        case quantizer = "quantiser"
        case neighbors = "neighbours"
        case kidSubsets = "kid_subsets"
        case kidSubsetSize = "kid_subset_size"
        case inceptionScoreSplits = "inception_score_splits"
    }
}
