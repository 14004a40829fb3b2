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

    var lines: [String] {
        warnings + table("", scoreRows)
            + measures.flatMap { measure in
                let rows = classRows(measure)
                return rows.isEmpty ? [] : [""] + table(measure.title, rows)
            }
    }

    private var measures: [ClassMeasure] { [distance, .accuracy, .diversity, .nearness].compactMap(\.self) }

    private var distance: ClassMeasure? { runs.first.map { .distance(in: $0.report.measuredBy.network.name) } }

    /// What makes scores incomparable.
    private var warnings: [String] {
        func differs<Value: Hashable>(_ what: String, _ value: (EvaluationProtocol) -> Value) -> String? {
            Set(runs.map { value($0.report.measuredBy) }).count > 1 ? what : nil
        }
        let differences = [
            differs("network") { $0.network },
            differs("reference") { [$0.reference.content, "\($0.reference.count)"] },
            differs("number of images") { [$0.samples.count, $0.samples.perClass ?? 0] },
            differs("version of the program that trained") { $0.samples.arithmetic },
            differs("labels") { $0.samples.labels },
            differs("truncation") { $0.samples.truncation },
            differs("standing statistics") { $0.samples.standingStatistics },
            differs("quantiser") { $0.quantizer }, differs("ddof") { $0.ddof }, differs("neighbours") { $0.neighbors },
            differingForms,
        ].compactMap(\.self)
        return differences.isEmpty
            ? [] : ["warning: the runs were not measured alike; different: \(differences.joined(separator: ", "))"]
    }

    /// Of the images that were measured, as far as reports know them.
    private var differingForms: String? {
        Set(runs.compactMap { $0.report.measuredBy.samples.images?.text }).count > 1 ? "size or colour of images" : nil
    }

    private typealias Row = (name: String, values: [String])

    private var scoreRows: [Row] {
        var names: [String] = []
        for (_, report) in runs {
            names += report.orderedScores.filter { !names.contains($0) }
        }
        return names.map { name in (name, runs.map { $0.report.scores[name].map(digits) ?? "" }) }
    }

    private func classRows(_ measure: ClassMeasure) -> [Row] {
        let columns = runs.map { measure.values($0.report) }
        return Self.headToTail(columns).map { own in
            let counts = Set(columns.compactMap { column in column.first { $0.name == own.name }?.trainingImages })
            let trained = counts.count == 1 ? own.trainingImages.map { " (\(grouped($0)))" } ?? "" : ""
            return (own.name.escapingControls + trained, columns.map { Self.value(own.name, in: $0).map(digits) ?? "" })
        }
    }

    /// The classes of the first run that has any, from head to tail where that is known.
    private static func headToTail(_ columns: [[ClassMeasure.Value]]) -> [ClassMeasure.Value] {
        let first = columns.first { !$0.isEmpty } ?? []
        return first.enumerated().sorted {
            (-($0.element.trainingImages ?? 0), $0.offset) < (-($1.element.trainingImages ?? 0), $1.offset)
        }.map(\.element)
    }

    private static func value(_ name: String, in column: [ClassMeasure.Value]) -> Double? {
        column.first { $0.name == name }?.value
    }

    private func table(_ title: String, _ rows: [Row]) -> [String] {
        let all = [Row(name: title, values: runs.map(\.name))] + rows
        let nameWidth = all.map(\.name).widest
        let widths = runs.indices.map { run in all.map { $0.values[run] }.widest }
        return all.map { row in
            let cells = zip(row.values, widths).map {
                String(repeating: " ", count: $1 - $0.onOneLine.terminalWidth) + $0.onOneLine
            }
            return ([row.name.padding(to: nameWidth)] + cells).joined(separator: "  ")
        }
    }

    /// A line for each run over the classes that have a distance in all; nothing where there is none.
    var plot: PlotSheet? {
        guard let distance else { return nil }
        let columns = runs.map { distance.values($0.report) }
        let shared = Self.headToTail(columns).filter { own in columns.allSatisfy { Self.value(own.name, in: $0) != nil }
        }
        guard !shared.isEmpty else { return nil }
        let lines = runs.enumerated().map { index, run in
            LinePlot.Line(
                name: run.name, color: LinePlot.distinct(index),
                values: shared.map { Self.value($0.name, in: columns[index]) ?? .nan })
        }
        let plot = LinePlot(distance.title, over: shared.indices.map { Double($0 + 1) }, lines)
        return PlotSheet([plot], axis: "classes, head to tail", places: shared.map(\.name))
    }
}
