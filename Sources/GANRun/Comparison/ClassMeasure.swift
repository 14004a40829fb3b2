import GANMetrics

/// A measure of each class, as reports hold it.
struct ClassMeasure: Sendable {
    struct Value {
        let name: String
        /// Images of the class in training; nil if that is not known.
        let trainingImages: Int?
        /// Nil if it could not be measured.
        let value: Double?
    }

    /// For programs.
    let name: String
    /// For people.
    let title: String
    /// Empty if a report lacks it.
    let values: @Sendable (EvaluationReport) -> [Value]

    static func distance(in network: ExtractorName) -> ClassMeasure {
        ClassMeasure(name: "distance", title: "\(network.distanceTitle) of each class") { report in
            (report.intraClass?.classes ?? []).map {
                Value(name: $0.name, trainingImages: $0.trainingImages, value: $0.distance)
            }
        }
    }

    static let accuracy = ClassMeasure(name: "accuracy", title: "real images named right") { report in
        (report.classification?.classes ?? []).map {
            Value(name: $0.name, trainingImages: $0.trainingImages, value: $0.accuracy)
        }
    }

    static let diversity = ClassMeasure(name: "diversity", title: "distance around a training image") { report in
        (report.clusterDiversity?.classes ?? []).map {
            Value(name: $0.name, trainingImages: $0.trainingImages, value: $0.diversity)
        }
    }

    static let nearness = ClassMeasure(name: "nearness", title: "distance to a training image") { report in
        (report.clusterDiversity?.classes ?? []).map {
            Value(name: $0.name, trainingImages: $0.trainingImages, value: $0.nearness)
        }
    }
}
