import GANCore
import GANMetrics

/// A report as people read it.
struct EvaluationText {
    private let report: EvaluationReport

    init(_ report: EvaluationReport) { self.report = report }

    var lines: [String] { summary + scores + classes + accuracies + diversities + notes }

    private var summary: [String] {
        let own = report.measuredBy
        let split = own.reference.split.map { " (\($0.rawValue))" } ?? ""
        return [
            "\(counted(own.samples.count, "image")) of \(own.samples.name) against \(grouped(own.reference.count)) of"
                + " \(own.reference.name)\(split)"
        ] + forms + [
            "seen through \(own.network.name.rawValue) (\(own.network.weights.prefix(8))), \(own.network.preparation.resizer.rawValue)"
                + " to \(own.network.preparation.side)"
        ]
            + (own.samples.standingStatistics.map {
                ["batch normalization with the mean statistics of \(counted($0, "batch"))"]
            }
                ?? [])
    }

    /// "64×64 in colour against 32×32 in grey".
    private var forms: [String] {
        guard let own = report.measuredBy.samples.images, let reference = report.measuredBy.reference.images else {
            return []
        }
        return ["\(own.text) against \(reference.text)"]
    }

    private var scores: [String] {
        let names = report.orderedScores
        let width = names.widest
        return names.map { name in
            let deviation = report.scores["\(name)_deviation"].map { " ± \(digits($0))" } ?? ""
            return "  \(name.padding(to: width))  \(digits(report.scores[name] ?? .nan))\(deviation)"
        }
    }

    private var classes: [String] {
        guard let classes = report.intraClass?.classes, !classes.isEmpty else { return [] }
        let name = report.measuredBy.network.name.distanceTitle
        let width = classes.map(\.name.escapingControls).widest
        return ["\(name) of each class:"]
            + Self.headToTail(classes, \.trainingImages).map { own in
                let value = own.distance.map(digits) ?? own.caveat ?? ""
                let trained = own.trainingImages.map { "  \(grouped($0)) in training" } ?? ""
                return "  \(own.name.escapingControls.padding(to: width))  \(value)\(trained)"
            }
    }

    private var accuracies: [String] {
        guard let classes = report.classification?.classes else { return [] }
        let width = classes.map(\.name.escapingControls).widest
        return ["real images named right, class by class:"]
            + Self.headToTail(classes, \.trainingImages).map { own in
                let value = own.accuracy.map(digits) ?? "no real image"
                let trained = own.trainingImages.map { "  \(grouped($0)) in training" } ?? ""
                return "  \(own.name.escapingControls.padding(to: width))  \(value)\(trained)"
            }
    }

    private var diversities: [String] {
        guard let classes = report.clusterDiversity?.classes, !classes.isEmpty else { return [] }
        let width = classes.map(\.name.escapingControls).widest
        return ["distance of images around the same training image, and to it, class by class:"]
            + Self.headToTail(classes) { $0.trainingImages }.map { own in
                let values = [own.diversity, own.nearness].map { $0.map(digits) ?? "none" }
                return
                    "  \(own.name.escapingControls.padding(to: width))  \(values.joined(separator: "  "))  \(grouped(own.trainingImages)) in training"
            }
    }

    /// Most training images first; in their order where the numbers are not known.
    private static func headToTail<Class>(_ classes: [Class], _ trainingImages: (Class) -> Int?) -> [Class] {
        classes.enumerated().sorted { first, second in
            (trainingImages(second.element) ?? 0, first.offset) < (trainingImages(first.element) ?? 0, second.offset)
        }.map(\.element)
    }

    private var notes: [String] {
        let few = (report.intraClass?.classes ?? []).filter { $0.distance != nil && $0.caveat != nil }
        let names =
            few.isEmpty
            ? []
            : [
                "distances of \(listed(few.map(\.name.escapingControls))): fewer images than dimensions; compare only with scores of as many"
            ]
        return (report.caveats + names).map { "note: \($0)" }
    }
}
