import Foundation
import GANCore
import GANMetrics
import GANTrain

/// Measures of a sweep's runs: for each point of the grid the values over seeds.
package struct SweepTable {
    package struct Measure: Hashable, Sendable {
        package let name: String
        /// Nil if it is unknown.
        package let better: ScoreDirection?
    }

    package struct Row: Hashable, Sendable {
        package let settings: [SweepSetting]
        /// One for each measure: the values of the seeds that have one.
        package let values: [SeedValues]
    }

    package let measures: [Measure]
    package let rows: [Row]

    /// - Parameter names: scores of a run's newest evaluation, or keys of its last metrics; nil for the main score of each
    ///   metric that was evaluated, or the losses if there is no evaluation.
    package init(_ plan: SweepPlan, measures names: [String]?) {
        let found = Dictionary(plan.runs.map { ($0, MeasuredRun($0)) }) { first, _ in first }
        let ordered = plan.runs.compactMap { found[$0] }
        let chosen = names ?? Self.defaults(ordered)
        measures = chosen.map { name in
            Measure(name: name, better: ordered.lazy.compactMap { $0.report?.better(name) }.first)
        }
        rows = plan.grid.points.map { point in
            let own = plan.runs.filter { $0.settings == point }.compactMap { found[$0] }
            return Row(settings: point, values: chosen.map { name in SeedValues(own.compactMap { $0.value(name) }) })
        }
    }

    /// Names that no run has.
    package var missing: [String] {
        measures.indices.filter { index in rows.allSatisfy { $0.values[index].values.isEmpty } }.map {
            measures[$0].name
        }
    }

    private static func defaults(_ runs: [MeasuredRun]) -> [String] {
        var names: [String] = []
        for score in runs.compactMap(\.report).flatMap(\.metrics).compactMap(\.scores.first)
        where !names.contains(score.name) { names.append(score.name) }
        guard names.isEmpty else { return names }
        let keys = Set(runs.flatMap(\.metrics.keys)).filter { $0.hasPrefix("loss.") }
        return keys.sorted()
    }

    private struct MeasuredRun {
        let report: EvaluationReport?
        /// The last line of metrics.jsonl.
        let metrics: [String: Double]

        init(_ run: SweepRun) {
            report = try? EvaluationFile.read(EvaluationFile.newest(in: run.folder))
            let lines = try? LogLines(RunContents.read(RunPaths(run.folder).metrics)[...])
            let line = lines?.all.last { !$0.isEmpty }
            let object = line.map { Data($0) }.flatMap { try? JSONSerialization.jsonObject(with: $0) } as? [String: Any]
            metrics = (object ?? [:]).compactMapValues { ($0 as? NSNumber)?.doubleValue }
        }

        func value(_ name: String) -> Double? { report?.scores[name] ?? metrics[name] }
    }
}
