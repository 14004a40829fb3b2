import GANCore
import GANMetrics
import GANTrain

/// Scores of runs with the same seeds: differences between recipes, with intervals and tests over seeds.
///
///     let comparison = try PairedComparison(["runs/plain-1", "runs/plain-2", "runs/twins-1", "runs/twins-2"])
///     for row in comparison.rows { print(row.score, row.difference, row.p ?? .nan) }
public struct PairedComparison {
    /// Runs of one recipe with different seeds.
    public struct Arm: Hashable, Sendable {
        /// The common part of the folders' names: `twins` for `twins-1` and `twins-2`.
        public let name: String
        /// The runs' folders, in the order of the seeds.
        public let folders: [String]
    }

    /// A score's difference between two arms.
    public struct Row: Hashable, Sendable {
        /// `fd_fmnist`.
        public let score: String
        /// Whether lower or higher values are better.
        public let better: ScoreDirection?
        /// The names of the arms: the difference is `arm` − `baseline`.
        public let arm: String
        public let baseline: String
        /// For each seed, in their order.
        public let differences: SeedValues
        /// Holm's correction of `differences.signFlipP` over all rows; nil for more pairs than signs are enumerated for.
        public let correctedP: Double?
    }

    /// The seeds, ascending.
    public let seeds: [Int]
    /// The first one is the baseline.
    public let arms: [Arm]
    /// What the evaluations of paired runs differ in. Differences mean something only if there are none.
    public let protocolDifferences: [String]
    public let rows: [Row]

    /// - Parameters:
    ///   - runs: run folders, whose newest evaluation counts. The recipe of the first one is the baseline.
    ///   - scores: names of the scores to test; nil for those that all runs have.
    /// - Throws: `RunError` if there is one recipe only, if recipes have different seeds, or if a run lacks a score.
    public init(_ runs: [String], scores: [String]? = nil) throws {
        do { self = try Self(pairing: runs, scores) } catch let unpaired as Unpaired { throw unpaired.error }
    }

    /// - Throws: `Unpaired`, or `RunError` for a run that cannot be read or was not evaluated.
    init(pairing runs: [String], _ scores: [String]? = nil) throws {
        let runs = try runs.map { try MeasuredRun($0) }
        let groups = try Self.grouped(runs)
        let seeds = groups[0].map(\.arm.seed)
        let chosen = try Self.scores(scores, of: runs)
        (arms, self.seeds) = (Self.arms(groups), seeds)
        let pairs = seeds.indices.map { index in
            RunComparison(reports: groups.map { ($0[index].folder, $0[index].report) })
        }
        protocolDifferences = Set(pairs.flatMap(\.differences)).sorted()
        rows = Self.rows(groups, arms, chosen)
    }

    /// Why runs cannot be paired.
    struct Unpaired: Error {
        /// Without values of recipes.
        let reason: String
        /// The first difference between recipes, with their values.
        var difference: String?
        let fix: String

        fileprivate var error: RunError {
            .unfit(reason + (difference.map { "\n  first difference: \($0)" } ?? "") + "\n  fix: \(fix)")
        }
    }

    private struct MeasuredRun {
        let folder: String
        let arm: RecipeArm
        let report: EvaluationReport

        init(_ folder: String) throws {
            (self.folder, arm) = (folder, try RecipeArm(of: folder))
            report = try EvaluationFile.read(EvaluationFile.newest(in: folder))
        }
    }

    // MARK: Pairs

    /// The runs of each recipe by seed, recipes in the order of the runs.
    private static func grouped(_ runs: [MeasuredRun]) throws -> [[MeasuredRun]] {
        let groups = RecipeArm.groups(runs) { $0.arm }
        for group in groups {
            guard let (twin, run) = zip(group, group.dropFirst()).first(where: { $0.arm.seed == $1.arm.seed }) else {
                continue
            }
            throw Unpaired(
                reason: "\(twin.folder) and \(run.folder) have the same recipe and the seed \(run.arm.seed)",
                fix: "give one of them")
        }
        guard let baseline = groups.first, groups.count > 1 else {
            throw Unpaired(
                reason: "all runs have the same recipe, apart from seeds, so there is nothing to compare",
                fix: "also give the runs of another recipe")
        }
        for group in groups.dropFirst() { try check(group, against: baseline) }
        return groups
    }

    private static func check(_ group: [MeasuredRun], against baseline: [MeasuredRun]) throws {
        let (own, others) = (Set(group.map(\.arm.seed)), Set(baseline.map(\.arm.seed)))
        guard own != others else { return }
        func missing(_ seeds: Set<Int>, _ recipe: MeasuredRun) -> String? {
            if seeds.isEmpty { return nil }
            let numbers = seeds.sorted().map(String.init).joined(separator: ", ")
            return "no run with the recipe of \(recipe.folder) has the seed \(numbers)"
        }
        let problems = [missing(others.subtracting(own), group[0]), missing(own.subtracting(others), baseline[0])]
        throw Unpaired(
            reason: "the seeds do not pair: " + problems.compactMap(\.self).joined(separator: "; "),
            difference: group[0].arm.differences(from: baseline[0].arm).first.map { "\($0)" },
            fix: "give runs of all recipes with the same seeds")
    }

    private static func arms(_ groups: [[MeasuredRun]]) -> [Arm] {
        zip(groups, RecipeArm.names(of: groups.map { $0.map(\.arm) })).map { group, name in
            Arm(name: name, folders: group.map(\.folder))
        }
    }

    // MARK: Scores

    private static func scores(_ names: [String]?, of runs: [MeasuredRun]) throws -> [String] {
        guard let names else {
            let shared = runs[0].report.orderedScores.filter { name in
                runs.allSatisfy { $0.report.scores[name] != nil }
            }
            guard shared.isEmpty else { return shared }
            throw Unpaired(
                reason: "no score was measured in all runs", fix: "evaluate the runs with the same metrics")
        }
        for run in runs {
            guard let lacking = names.first(where: { run.report.scores[$0] == nil }) else { continue }
            throw RunError.unfit(
                "the newest evaluation of \(run.folder) has no score `\(lacking)`; it has"
                    + " \(listed(run.report.orderedScores))\n  fix: evaluate the run with this metric")
        }
        return names
    }

    private static func rows(_ groups: [[MeasuredRun]], _ arms: [Arm], _ scores: [String]) -> [Row] {
        let found = scores.flatMap { score in
            groups.indices.dropFirst().map { index in
                let differences = zip(groups[index], groups[0]).map { run, baseline in
                    (run.report.scores[score] ?? .nan) - (baseline.report.scores[score] ?? .nan)
                }
                return (score: score, arm: index, values: SeedValues(differences))
            }
        }
        let tested = found.compactMap(\.values.signFlipP)
        let corrected = tested.count == found.count ? holmCorrected(tested) : []
        return found.enumerated().map { place, row in
            Row(
                score: row.score, better: groups[0][0].report.better(row.score), arm: arms[row.arm].name,
                baseline: arms[0].name, differences: row.values,
                correctedP: corrected.isEmpty ? nil : corrected[place])
        }
    }
}
