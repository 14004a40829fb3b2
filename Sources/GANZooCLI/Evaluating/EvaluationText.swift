import GANCore
import GANMetrics
import GANRun

/// A report as text.
struct EvaluationText {
    private let report: EvaluationReport

    init(_ report: EvaluationReport) { self.report = report }

    var lines: [String] {
        summary + scores + report.classScores.flatMap(table) + report.caveats.map { "note: \($0)" }
    }

    private var summary: [String] {
        let own = report.measuredBy
        let split = own.reference.split.map { " (\($0.rawValue))" } ?? ""
        return [
            "\(counted(own.samples.count, "image")) of \(own.samples.name) against \(grouped(own.reference.count)) of"
                + " \(own.reference.name)\(split)"
        ] + forms + [features(own.network)]
            + (own.samples.standingStatistics.map {
                ["batch normalization uses the statistics of \(counted($0, "batch"))"]
            }
                ?? [])
    }

    private func features(_ network: EvaluationSettings.Network) -> String {
        guard network.dimensions > 0 else { return "features: \(network.title)" }
        return "features: \(network.title), \(network.preparation.resizer.rawValue) to \(network.preparation.side)"
    }

    /// "64×64 in color against 32×32 in gray".
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

    private func table(_ classes: ClassScores) -> [String] {
        let width = classes.rows.map(\.name.escapingControls).widest
        return ["\(classes.title.escapingControls):"]
            + classes.headToTail.map { own in
                let value = own.value.map(digits) ?? own.caveat?.escapingControls ?? ""
                let trained = own.trainingImages.map { "  \(grouped($0)) in training" } ?? ""
                return "  \(own.name.escapingControls.padding(to: width))  \(value)\(trained)"
            }
    }
}
