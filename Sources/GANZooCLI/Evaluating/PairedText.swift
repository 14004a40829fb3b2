import GANCore
import GANMetrics
import GANRun

/// A paired comparison as a table.
struct PairedText {
    private let comparison: PairedComparison

    init(_ comparison: PairedComparison) { self.comparison = comparison }

    var lines: [String] { warnings + [seeds, ""] + table + notes }

    private var warnings: [String] {
        let differences = comparison.protocolDifferences
        return differences.isEmpty
            ? []
            : ["warning: paired runs were not measured alike; different: \(differences.joined(separator: ", "))"]
    }

    private var seeds: String {
        let numbers = comparison.seeds.map(String.init).joined(separator: ", ")
        return "\(counted(comparison.seeds.count, "pair")), seeds \(numbers)"
    }

    private var table: [String] {
        TextTable(
            [["", "", "n", "difference", "95 % interval", "p", "Holm"]]
                + comparison.rows.map { row in
                    let values = row.differences
                    let interval = values.interval().map { "\(digits($0.lowerBound)) … \(digits($0.upperBound))" }
                    return [
                        row.better.map { "\(row.score) \($0 == .lower ? "↓" : "↑")" } ?? row.score,
                        "\(row.arm) - \(row.baseline)", "\(values.values.count)", digits(values.mean), interval ?? "",
                        values.signFlipP.map(digits) ?? "", row.correctedP.map(digits) ?? "",
                    ]
                }, flushLeft: 2
        ).lines
    }

    private var notes: [String] {
        guard comparison.seeds.count > SeedValues.mostSigned else { return [] }
        return ["note: no p: signs are enumerated for at most \(SeedValues.mostSigned) pairs"]
    }
}

/// The result of `ganzoo compare --paired`.
struct PairedReport: Report {
    static let command = "compare --paired"
    static let format = 1

    struct Arm: Encodable {
        let name: String
        let runs: [String]
    }

    struct Row: Encodable {
        let score: String
        let better: ScoreDirection?
        let arm: String
        let baseline: String
        let pairs: Int
        let differences: [Double]
        let mean: Double
        let interval: [Double]?
        let p: Double?
        let holmP: Double?
    }

    let seeds: [Int]
    let arms: [Arm]
    let differences: [String]
    let rows: [Row]

    init(_ comparison: PairedComparison) {
        (seeds, differences) = (comparison.seeds, comparison.protocolDifferences)
        arms = comparison.arms.map { Arm(name: $0.name, runs: $0.folders) }
        rows = comparison.rows.map { row in
            let values = row.differences
            return Row(
                score: row.score, better: row.better, arm: row.arm, baseline: row.baseline,
                pairs: values.values.count, differences: values.values, mean: values.mean,
                interval: values.interval().map { [$0.lowerBound, $0.upperBound] }, p: values.signFlipP,
                holmP: row.correctedP)
        }
    }
}
