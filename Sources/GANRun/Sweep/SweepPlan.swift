import Foundation
import GANCore
import GANRecipe
import GANTrain

/// A run of a sweep.
package struct SweepRun: Hashable, Sendable {
    /// The name of its folder: `sigma=0.1,seed=0`.
    package let name: String
    package let folder: String
    package let settings: [SweepSetting]
    package let seed: Int
    /// All overrides of the recipe.
    package let overrides: [String]
}

/// The runs of a sweep: a recipe with every combination of a grid's values and every seed.
package struct SweepPlan {
    package let recipe: String
    package let grid: SweepGrid
    package let seeds: SweepSeeds
    package let folder: String
    package let runs: [SweepRun]
    /// The text of each run's recipe with all defaults, when the plan was made.
    private var texts: [String] = []
    /// For messages of the runs that are written to a file.
    package private(set) var mask = VariableMask(environment: ProcessInfo.processInfo.environment)

    /// Checks every recipe, and what is in the folder already, before anything is trained.
    /// - Parameters:
    ///   - recipe: a recipe file, or a name in the recipe library.
    ///   - overrides: of all runs.
    /// - Throws: `RunError` for keys and values that do not fit, and for a run in the folder with another recipe.
    package init(
        _ recipe: String, _ overrides: [String], _ grid: SweepGrid, seeds: SweepSeeds, in folder: String
    ) throws {
        (self.recipe, self.grid, self.seeds, self.folder) = (recipe, grid, seeds, folder)
        let (points, count) = (grid.points, grid.points.count * seeds.numbers.count)
        guard count <= Self.mostRuns else {
            throw RunError.unfit(
                "the sweep has \(grouped(count)) runs; at most \(grouped(Self.mostRuns)) are possible"
                    + "\n  fix: give fewer values or seeds")
        }
        try seeds.check(grid)
        let names = Self.names(points)
        runs = zip(points, names).flatMap { point, name in
            seeds.numbers.map { seed in
                let own = "\(name)\(name.isEmpty ? "" : ",")seed=\(seed)"
                return SweepRun(
                    name: own, folder: "\(folder)/\(own)", settings: point, seed: seed,
                    overrides: overrides + point.map { "\($0.key)=\($0.value)" } + seeds.overrides(seed))
            }
        }
        for point in points { try seeds.check(recipe, overrides + point.map { "\($0.key)=\($0.value)" }) }
        for run in runs {
            let recipe = try checkedRecipe(run)
            texts.append(recipe.text)
            mask.add(recipe.checked)
        }
        for point in stride(from: 0, to: runs.count, by: seeds.numbers.count) { try Self.compose(recipe, runs[point]) }
    }

    private static let mostRuns = 10_000

    /// Names of the grid's points that are file names and need no quotes in a shell.
    private static func names(_ points: [[SweepSetting]]) -> [String] {
        var taken: Set<String> = []
        return points.map { point in
            let plain = point.map { setting in
                String(setting.text.prefix(60).map { Self.isPlain($0) ? $0 : "_" })
            }.joined(separator: ",")
            var (name, number) = (plain, 2)
            while !taken.insert(name).inserted { (name, number) = ("\(plain)-\(number)", number + 1) }
            return name
        }
    }

    private static func isPlain(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "._-+=".contains(character))
    }

    /// The recipe of a run, which is that of the run in its folder.
    private func checkedRecipe(_ run: SweepRun) throws -> Recipe {
        let recipe = try Recipe(recipe, overrides: run.overrides)
        let contents = try RunContents.checked(run.folder)
        guard FileManager.default.fileExists(atPath: contents.paths.resolvedRecipe) else { return recipe }
        let differences = try Resumption.differences(recipe.checked, contents)
        guard differences.isEmpty else {
            throw RunError.unfit(
                "\(run.folder) was started with a different recipe:\n"
                    + differences.map { "  \($0.description)" }.joined(separator: "\n"),
                fixes: [.other("use the same recipe and overrides"), .otherSweepFolder])
        }
        return recipe
    }

    /// What only components find, such as sizes that do not fit. Their errors name no run, but their keys.
    private static func compose(_ recipe: String, _ run: SweepRun) throws {
        try Recipe(recipe, overrides: run.overrides).outlined { _ in }
    }

    /// Checks that the recipe's files are still those that the plan was made from.
    /// - Throws: `RunError`.
    package func checkUnchanged(_ run: SweepRun) throws {
        guard let index = runs.firstIndex(of: run) else { return }
        guard try Recipe(recipe, overrides: run.overrides).text == texts[index] else {
            throw RunError.unfit("the recipe changed while the sweep was running\n  fix: start the sweep again")
        }
    }
}

extension SweepRun {
    /// What is in the run's folder.
    package enum Progress: Hashable, Sendable {
        case none
        case begun(step: Int)
        case finished
        /// Another process trains there.
        case busy
    }

    /// - Parameter recipe: as the plan names it.
    /// - Throws: `RunError` if the folder cannot be used.
    package func progress(_ recipe: String) throws -> Progress {
        guard FileManager.default.fileExists(atPath: folder) else { return .none }
        let contents = try RunContents.checked(folder)
        do { _ = try RunLock(contents.paths) } catch RunFolderError.taken { return .busy } catch {
            throw RunError(error)
        }
        guard let checkpoint = contents.checkpoints.newest().checkpoint else { return .none }
        let steps = try Recipe(recipe, overrides: overrides).checked.section(TrainSettings.self).steps
        return checkpoint.step >= steps ? .finished : .begun(step: checkpoint.step)
    }
}
