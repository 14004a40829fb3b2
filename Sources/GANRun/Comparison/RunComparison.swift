import Foundation
import GANCore
import GANMetrics
import GANPictures

/// Scores of runs side by side.
///
///     let comparison = try RunComparison(["runs/a", "runs/b"])
///     for score in comparison.scores { print(score.name, score.values) }
public struct RunComparison {
    /// A score of every run.
    public struct Score: Hashable, Sendable {
        /// `fid`, `fd_fmnist`.
        public let name: String
        /// One value for each run; nil for a run that has no such score.
        public let values: [Double?]
    }

    /// A measure of every class.
    public struct ClassTable: Hashable, Sendable {
        /// `distance`, `accuracy`, `diversity` or `nearness`.
        public let measure: String
        /// For people.
        public let title: String
        /// From the class with the most training images to the one with the fewest.
        public let rows: [ClassRow]
    }

    public struct ClassRow: Hashable, Sendable {
        public let name: String
        /// Images of the class in training; nil if it is not known, or differs between the runs.
        public let trainingImages: Int?
        /// One value for each run; nil for a run that has none.
        public let values: [Double?]
    }

    /// The names of the runs' folders, or of the files.
    public var names: [String] { runs.map(\.name) }
    private let runs: [(name: String, report: EvaluationReport)]

    /// - Parameter runs: folders of runs, whose newest evaluation counts, or reports (`.json`).
    /// - Throws: `RunError` if a run was not evaluated, or a file is no report.
    public init(_ runs: [String]) throws {
        self.init(
            reports: try runs.map { run in
                guard run.hasSuffix(".json") else {
                    return (run, try EvaluationFile.read(EvaluationFile.newest(in: run)))
                }
                return (run, try EvaluationFile.read(run, followsLinks: true))
            })
    }

    /// - Parameter reports: with their folders or files.
    package init(reports: [(String, EvaluationReport)]) {
        runs = reports.map { (URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent, $1) }
    }

    /// What the evaluations differ in. Scores are comparable only if there is nothing.
    public var differences: [String] {
        func differs<Value: Hashable>(_ what: String, _ value: (EvaluationProtocol) -> Value) -> String? {
            Set(runs.map { value($0.report.measuredBy) }).count > 1 ? what : nil
        }
        return [
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
    }

    /// Of the images that were measured, as far as reports know them.
    private var differingForms: String? {
        Set(runs.compactMap { $0.report.measuredBy.samples.images?.text }).count > 1 ? "size or colour of images" : nil
    }

    /// Every score that a run has; a run's distance comes before its others.
    public var scores: [Score] {
        var names: [String] = []
        for (_, report) in runs {
            names += report.orderedScores.filter { !names.contains($0) }
        }
        return names.map { name in Score(name: name, values: runs.map { $0.report.scores[name] }) }
    }

    /// Every measure of classes that a run has.
    public var classes: [ClassTable] {
        measures.map { ClassTable(measure: $0.name, title: $0.title, rows: rows($0)) }.filter { !$0.rows.isEmpty }
    }

    private var measures: [ClassMeasure] { [distance, .accuracy, .diversity, .nearness].compactMap(\.self) }

    private var distance: ClassMeasure? { runs.first.map { .distance(in: $0.report.measuredBy.network.name) } }

    private func rows(_ measure: ClassMeasure) -> [ClassRow] {
        let columns = runs.map { measure.values($0.report) }
        return Self.headToTail(columns).map { own in
            let counts = Set(columns.compactMap { column in column.first { $0.name == own.name }?.trainingImages })
            return ClassRow(
                name: own.name, trainingImages: counts.count == 1 ? own.trainingImages : nil,
                values: columns.map { Self.value(own.name, in: $0) })
        }
    }

    /// The classes of the first run that has any, from head to tail if that is known.
    private static func headToTail(_ columns: [[ClassMeasure.Value]]) -> [ClassMeasure.Value] {
        let first = columns.first { !$0.isEmpty } ?? []
        return first.enumerated().sorted {
            (-($0.element.trainingImages ?? 0), $0.offset) < (-($1.element.trainingImages ?? 0), $1.offset)
        }.map(\.element)
    }

    private static func value(_ name: String, in column: [ClassMeasure.Value]) -> Double? {
        column.first { $0.name == name }?.value
    }

    /// A line for each run over the classes that have a distance in all runs; nil if there are none.
    public func plot() -> Picture? { sheet.map { Picture($0.raster()) } }

    private var sheet: PlotSheet? {
        guard let distance else { return nil }
        let shared = rows(distance).filter { $0.values.allSatisfy { $0 != nil } }
        guard !shared.isEmpty else { return nil }
        let lines = runs.enumerated().map { index, run in
            LinePlot.Line(
                name: run.name, color: LinePlot.distinct(index), values: shared.map { $0.values[index] ?? .nan })
        }
        let plot = LinePlot(distance.title, over: shared.indices.map { Double($0 + 1) }, lines)
        return PlotSheet([plot], axis: "classes, head to tail", places: shared.map(\.name))
    }
}
