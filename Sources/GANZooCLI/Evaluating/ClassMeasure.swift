import GANMetrics

/// Something that is measured of each class, as reports hold it.
struct ClassMeasure: Sendable {
    struct Value {
        let name: String
        /// Images of the class in training; nothing where that is not known.
        let trainingImages: Int?
        /// Nothing where it could not be measured.
        let value: Double?
    }

    let title: String
    /// Empty where a report lacks it.
    let values: @Sendable (EvaluationReport) -> [Value]

    static func distance(in network: ExtractorName) -> ClassMeasure {
        ClassMeasure(title: "\(network.distanceTitle) of each class") { report in
            (report.intraClass?.classes ?? []).map {
                Value(name: $0.name, trainingImages: $0.trainingImages, value: $0.distance)
            }
        }
    }

    static let accuracy = ClassMeasure(title: "real images named right") { report in
        (report.classification?.classes ?? []).map {
            Value(name: $0.name, trainingImages: $0.trainingImages, value: $0.accuracy)
        }
    }

    static let diversity = ClassMeasure(title: "distance around a training image") { report in
        (report.clusterDiversity?.classes ?? []).map {
            Value(name: $0.name, trainingImages: $0.trainingImages, value: $0.diversity)
        }
    }

    static let nearness = ClassMeasure(title: "distance to a training image") { report in
        (report.clusterDiversity?.classes ?? []).map {
            Value(name: $0.name, trainingImages: $0.trainingImages, value: $0.nearness)
        }
    }
}
