import GANCore

/// How images were measured (METHODS §13), besides the settings of metrics. Scores of different settings are not comparable.
package struct EvaluationSettings: Codable, Hashable, Sendable {
    package struct Network: Codable, Hashable, Sendable {
        package let name: String
        package let weights: String
        package let preparation: ImagePreparation
        package let dimensions: Int

        /// `fmnist (5f591bb7)`: its name and the beginning of its weights' hash.
        package var title: String { LoadedExtractor.title(name, weights) }
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
        /// Number of first layers that were truncated; nil for all layers, or no truncation.
        package var truncationLayers: Int?
        /// What truncation moves styles towards, if not the mean of all classes.
        package var truncationCenter: TruncationCenter?
        /// Number of batches for standing statistics; nil if running statistics were used.
        package var standingStatistics: Int?
        package var seed: Int?
        package var step: Int?
        /// Nil in reports without it.
        package var images: MeasuredForm?
        /// The arithmetic number of the generator's training; nil for images and for weights of another program.
        package var arithmetic: Int?
        /// Damage that the generator got on purpose: `shrink=0.5`; nil for none.
        package var damage: String?

        package init(name: String, count: Int) { (self.name, self.count) = (name, count) }

        private enum CodingKeys: String, CodingKey {
            case name, count, labels, truncation, seed, step, arithmetic, images, damage
            case perClass = "per_class"
            case truncationLayers = "truncation_layers"
            case truncationCenter = "truncation_center"
            case standingStatistics = "standing_statistics"
        }
    }

    package let network: Network
    package let reference: Reference
    package let samples: Samples
    package var quantizer = Levels.quantizer
    package private(set) var program: String

    package init(_ extractor: LoadedExtractor, _ reference: Reference, _ samples: Samples, program: String) {
        network = Network(
            name: extractor.name, weights: extractor.weightsHash, preparation: extractor.preparation,
            dimensions: extractor.network.dimension)
        (self.reference, self.samples, self.program) = (reference, samples, program)
    }

    /// Whether only the program differs.
    package func isLike(_ other: EvaluationSettings) -> Bool {
        var own = self
        own.program = other.program
        return own == other
    }
}
