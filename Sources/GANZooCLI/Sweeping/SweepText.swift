import GANCore
import GANMetrics
import GANRun

/// The table of a sweep: means and intervals over seeds.
struct SweepText {
    private let table: SweepTable

    init(_ table: SweepTable) { self.table = table }

    var lines: [String] {
        let settings = table.rows.first?.settings ?? []
        let measures = table.measures.map { measure in
            measure.better.map { "\(measure.name) \($0 == .lower ? "↓" : "↑")" } ?? measure.name
        }
        let header = settings.map(\.label) + ["seeds"] + measures
        let rows = table.rows.map { row in
            row.settings.map(\.value) + ["\(row.values.map(\.values.count).max() ?? 0)"] + row.values.map(cell)
        }
        return TextTable([header] + rows, flushLeft: settings.count).lines
    }

    /// "12.5 (11.2 … 13.9)".
    private func cell(_ values: SeedValues) -> String {
        if values.values.isEmpty { return "" }
        let interval = values.interval().map { " (\(digits($0.lowerBound)) … \(digits($0.upperBound)))" }
        return digits(values.mean) + (interval ?? "")
    }
}

/// The result of `ganzoo sweep`, also written as sweep.json.
struct SweepReport: Report {
    static let command = "sweep"
    static let format = 1

    struct Setting: Encodable {
        let key: String
        let value: String
    }

    struct Run: Encodable {
        let name: String
        let seed: Int
        let state: RunOutcome.State
        let problem: String?
    }

    struct Measure: Encodable {
        let name: String
        let better: ScoreDirection?
        let values: [Double]
        let mean: Double?
        let interval: [Double]?
    }

    struct Point: Encodable {
        let settings: [Setting]
        let runs: [Run]
        let measures: [Measure]
    }

    let recipe: String
    let folder: String
    let points: [Point]
    let pictures: [String]

    init(_ plan: SweepPlan, _ table: SweepTable, _ endings: [SweepRun: RunOutcome], _ pictures: [String]) {
        (recipe, folder, self.pictures) = (plan.recipe, plan.folder, pictures)
        points = table.rows.map { row in
            let runs = plan.runs.filter { $0.settings == row.settings }.map { run in
                Run(
                    name: run.name, seed: run.seed, state: endings[run]?.state ?? .interrupted,
                    problem: endings[run]?.problem)
            }
            let measures = zip(table.measures, row.values).map { measure, values in
                Measure(
                    name: measure.name, better: measure.better, values: values.values,
                    mean: values.values.isEmpty ? nil : values.mean,
                    interval: values.interval().map { [$0.lowerBound, $0.upperBound] })
            }
            return Point(
                settings: row.settings.map { Setting(key: $0.key, value: $0.value) }, runs: runs, measures: measures)
        }
    }
}
