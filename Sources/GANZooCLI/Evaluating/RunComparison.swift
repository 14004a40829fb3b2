import Foundation
import GANCore
import GANMetrics
import GANPictures

/// Reports of runs side by side.
struct RunComparison {
    private let runs: [(name: String, report: EvaluationReport)]

    /// - Parameter runs: with their folders or files.
    init(_ runs: [(String, EvaluationReport)]) {
        self.runs = runs.map { (URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent, $1) }
    }

    var lines: [String] { warnings + table(scoreRows) + (classRows.isEmpty ? [] : [""] + table(classRows)) }

    /// What makes scores incomparable.
    private var warnings: [String] {
        func differs<Value: Hashable>(_ what: String, _ value: (EvaluationProtocol) -> Value) -> String? {
            Set(runs.map { value($0.report.measuredBy) }).count > 1 ? what : nil
        }
        let differences = [
            differs("network") { $0.network },
            differs("reference") { [$0.reference.content, "\($0.reference.count)"] },
            differs("number of images") { [$0.samples.count, $0.samples.perClass ?? 0] },
            differs("labels") { $0.samples.labels }, differs("truncation") { $0.samples.truncation },
            differs("quantiser") { $0.quantiser }, differs("ddof") { $0.ddof }, differs("neighbours") { $0.neighbours },
        ].compactMap(\.self)
        return differences.isEmpty
            ? [] : ["warning: the runs were not measured alike: \(differences.joined(separator: ", ")) differ"]
    }

    private typealias Row = (name: String, values: [String])

    private var scoreRows: [Row] {
        var names: [String] = []
        for (_, report) in runs {
            names += EvaluationText.ordered(report).filter { !names.contains($0) }
        }
        return names.map { name in (name, runs.map { $0.report.scores[name].map(digits) ?? "" }) }
    }

    private var classRows: [Row] {
        classes.map { own in
            let trained = own.trainingImages.map { " (\(grouped($0)))" } ?? ""
            return (own.name + trained, runs.map { distance(own.name, $0.report).map(digits) ?? "" })
        }
    }

    /// From head to tail where that is known.
    private var classes: [IntraClassDistance.Class] {
        let first = runs.lazy.compactMap(\.report.intraClass).first?.classes ?? []
        return first.enumerated().sorted {
            (-($0.element.trainingImages ?? 0), $0.offset) < (-($1.element.trainingImages ?? 0), $1.offset)
        }.map(\.element)
    }

    private func distance(_ name: String, _ report: EvaluationReport) -> Double? {
        report.intraClass?.classes.first { $0.name == name }?.distance
    }

    private func table(_ rows: [Row]) -> [String] {
        let all = [Row(name: "", values: runs.map(\.name))] + rows
        let nameWidth = all.map(\.name.count).max() ?? 0
        let widths = runs.indices.map { run in all.map { $0.values[run].count }.max() ?? 0 }
        return all.map { row in
            let cells = zip(row.values, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }
            return ([row.name.padding(to: nameWidth)] + cells).joined(separator: "  ")
        }
    }

    /// A line for each run over the classes that all have; nothing where there is none.
    var plot: PlotSheet? {
        let shared = classes.filter { own in runs.allSatisfy { distance(own.name, $0.report) != nil } }
        guard !shared.isEmpty, let network = runs.first?.report.measuredBy.network.name else { return nil }
        let lines = runs.enumerated().map { index, run in
            LinePlot.Line(
                name: run.name, colour: LinePlot.headToTail(index, of: runs.count),
                values: shared.map { distance($0.name, run.report) ?? .nan })
        }
        let plot = LinePlot(
            "\(network.distanceTitle) of each class", over: shared.indices.map { Double($0 + 1) }, lines)
        return PlotSheet([plot], axis: "classes, head to tail")
    }
}
