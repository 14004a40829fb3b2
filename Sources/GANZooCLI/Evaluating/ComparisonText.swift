import GANCore
import GANMetrics
import GANRun

/// A comparison as tables.
struct ComparisonText {
    private let comparison: RunComparison

    init(_ comparison: RunComparison) { self.comparison = comparison }

    var lines: [String] {
        warnings + table("", comparison.scores.map { Row(name: name($0), values: marked($0)) })
            + comparison.classes.flatMap { classes in
                [""] + table(classes.title, classes.rows.map { Row(name: name($0), values: cells($0.values)) })
            }
    }

    private var warnings: [String] {
        let differences = comparison.differences
        return differences.isEmpty
            ? [] : ["warning: the runs were not measured alike; different: \(differences.joined(separator: ", "))"]
    }

    private typealias Row = (name: String, values: [String])

    private func name(_ row: RunComparison.ClassRow) -> String {
        row.name.escapingControls + (row.trainingImages.map { " (\(grouped($0)))" } ?? "")
    }

    /// The name of a score, with an arrow towards better values.
    private func name(_ score: RunComparison.Score) -> String {
        score.better.map { "\(score.name) \($0 == .lower ? "↓" : "↑")" } ?? score.name
    }

    /// The values of a score, with a `*` at the best one if the runs can be compared.
    private func marked(_ score: RunComparison.Score) -> [String] {
        guard comparison.differences.isEmpty else { return cells(score.values) }
        return score.values.map { value in
            value.map { digits($0) + ($0 == score.best ? "*" : " ") } ?? ""
        }
    }

    private func cells(_ values: [Double?]) -> [String] { values.map { $0.map(digits) ?? "" } }

    private func table(_ title: String, _ rows: [Row]) -> [String] {
        let all = [Row(name: title, values: comparison.names)] + rows
        let nameWidth = all.map(\.name).widest
        let widths = comparison.names.indices.map { run in all.map { $0.values[run] }.widest }
        return all.map { row in
            let cells = zip(row.values, widths).map {
                String(repeating: " ", count: $1 - $0.onOneLine.terminalWidth) + $0.onOneLine
            }
            return ([row.name.padding(to: nameWidth)] + cells).joined(separator: "  ")
        }
    }
}

/// The result of `ganzoo compare`.
struct ComparisonReport: Report {
    static let command = "compare"
    static let format = 1

    struct Score: Encodable {
        let name: String
        let better: ScoreDirection?
        let values: [Double?]
    }

    struct ClassTable: Encodable {
        let measure: String
        let better: ScoreDirection
        let rows: [ClassRow]
    }

    struct ClassRow: Encodable {
        let name: String
        let trainingImages: Int?
        let values: [Double?]
    }

    let runs: [String]
    let differences: [String]
    let scores: [Score]
    let classes: [ClassTable]
    /// The plot's file; nil if none was asked for.
    let plot: String?

    init(_ comparison: RunComparison, plot: String?) {
        (runs, differences, self.plot) = (comparison.names, comparison.differences, plot)
        scores = comparison.scores.map { Score(name: $0.name, better: $0.better, values: $0.values) }
        classes = comparison.classes.map { table in
            ClassTable(
                measure: table.measure, better: table.better,
                rows: table.rows.map { ClassRow(name: $0.name, trainingImages: $0.trainingImages, values: $0.values) })
        }
    }
}
