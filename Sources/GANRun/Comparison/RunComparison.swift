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
        /// Whether lower or higher values are better.
        public let better: ScoreDirection?
        /// One value for each run; nil for a run that has no such score.
        public let values: [Double?]

        /// The best value; nil if all are equal, or the direction is unknown.
        public var best: Double? {
            let known = values.compactMap(\.self)
            guard let better, Set(known).count > 1 else { return nil }
            return known.first { value in !known.contains { better.prefers($0, to: value) } }
        }
    }

    /// A measure of every class.
    public struct ClassTable: Hashable, Sendable {
        /// `intra_fd_fmnist`, `cas`.
        public let measure: String
        /// The title for people.
        public let title: String
        /// Whether lower or higher values are better.
        public let better: ScoreDirection
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

    /// The names of the runs' folders, or of the reports without their ending; whole paths if two of these are equal.
    public var names: [String] { runs.map(\.name) }
    private let runs: [(name: String, report: EvaluationReport)]

    /// - Parameter runs: folders of runs, whose newest evaluation counts, or reports (`.json`).
    /// - Throws: `RunError` if a run was not evaluated, or a file is not a report.
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
        self.init(named: Array(zip(RunNames.of(reports.map(\.0)), reports.map(\.1))))
    }

    /// - Parameter reports: with the names that tables and plots show.
    init(named reports: [(String, EvaluationReport)]) { runs = reports.map { (name: $0, report: $1) } }

    /// The differences between the evaluations' protocols. Scores are comparable only if there are none.
    public var differences: [String] {
        func differs<Value: Hashable>(_ what: String, _ value: (EvaluationSettings) -> Value) -> String? {
            Set(runs.map { value($0.report.measuredBy) }).count > 1 ? what : nil
        }
        let all: [String?] = [
            differs("network") { $0.network },
            differs("reference") { [$0.reference.content, "\($0.reference.count)"] },
            differs("number of images") { [$0.samples.count, $0.samples.perClass ?? 0] },
            differs("version of the program that trained") { $0.samples.arithmetic },
            differs("labels") { $0.samples.labels },
            differs("truncation") { $0.samples.truncation },
            differs("truncated layers") { $0.samples.truncationLayers },
            differs("center of truncation") { $0.samples.truncationCenter },
            differs("damage") { $0.samples.damage },
            differs("standing statistics") { $0.samples.standingStatistics },
            differs("quantizer") { $0.quantizer }, differingForms,
        ]
        return all.compactMap(\.self) + differingSettings
    }

    /// "settings of kid", for each metric that runs measured with different ones.
    private var differingSettings: [String] {
        let all = Dictionary(grouping: runs.flatMap(\.report.metrics), by: \.type)
        return all.filter { Set($0.value.map(\.settings)).count > 1 }.keys.sorted().map { "settings of \($0)" }
    }

    /// The differences between the measured images, as far as the reports describe them; nil if there are none.
    private var differingForms: String? {
        Set(runs.compactMap { $0.report.measuredBy.samples.images?.text }).count > 1 ? "size or color of images" : nil
    }

    /// Every score that a run has, in the order of its metrics.
    public var scores: [Score] {
        var known: Set<String> = []
        let names = runs.flatMap(\.report.orderedScores).filter { known.insert($0).inserted }
        let directions = Dictionary(runs.flatMap(\.report.metrics).flatMap(\.scores).map { ($0.name, $0.better) }) {
            first, _ in first
        }
        return names.map { name in
            Score(name: name, better: directions[name], values: runs.map { $0.report.scores[name] })
        }
    }

    /// Every table of classes that a run has.
    public var classes: [ClassTable] {
        var known: Set<String> = []
        let tables = runs.flatMap(\.report.classScores).filter { known.insert($0.name).inserted }
        return tables.map { table in
            ClassTable(measure: table.name, title: table.title, better: table.better, rows: rows(table.name))
        }
    }

    /// The classes of the first run that has the table, from head to tail if that is known.
    private func rows(_ table: String) -> [ClassRow] {
        let columns = runs.map { run in run.report.classScores.first { $0.name == table }?.headToTail ?? [] }
        // A table of a stranger's report may have any number of classes, and any names.
        let byName = columns.map { column in Dictionary(column.map { ($0.name, $0) }) { first, _ in first } }
        return (columns.first { !$0.isEmpty } ?? []).map { own in
            let found = byName.map { $0[own.name] }
            let counts = Set(found.compactMap { $0?.trainingImages })
            return ClassRow(
                name: own.name, trainingImages: counts.count == 1 ? own.trainingImages : nil,
                values: found.map { $0?.value })
        }
    }

    /// A plot of the scores of single classes, with one line per run. It shows the first table in which some classes have a score in
    /// all runs, and only these classes; nil if there is no such table.
    public func plot() -> Figure? { sheet.map { Figure($0) } }

    private var sheet: PlotSheet? { classes.lazy.compactMap(sheet).first }

    private func sheet(_ table: ClassTable) -> PlotSheet? {
        let shared = table.rows.filter { $0.values.allSatisfy { $0 != nil } }
        guard !shared.isEmpty else { return nil }
        let lines = runs.enumerated().map { index, run in
            LinePlot.Line(
                name: run.name, hue: .distinct(index), values: shared.map { $0.values[index] ?? .nan })
        }
        let plot = LinePlot(table.title, over: shared.indices.map { Double($0 + 1) }, lines)
        return PlotSheet([plot], axis: "classes, head to tail", places: shared.map(\.name))
    }
}
