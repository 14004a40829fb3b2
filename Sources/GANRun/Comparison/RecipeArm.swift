import Foundation
import GANCore
import GANRecipe
import GANTrain

/// A run's recipe without its seeds: runs with equal arms differ in their seeds alone.
struct RecipeArm {
    /// The run's folder.
    let folder: String
    /// The run's seed.
    let seed: Int
    private let recipe: RecipeNode

    /// - Parameter folder: a run folder, or what was kept of one: its run.json and a recipe.
    /// - Throws: `RunError` if one of them is missing.
    init(of folder: String) throws {
        guard !folder.hasSuffix(".json") else {
            throw RunError.unfit("\(folder) is a report, which has no seed\n  fix: give the run folder")
        }
        let contents = try RunContents.checked(folder)
        guard let seed = try RunManifest(of: contents, folder: folder).seed else {
            throw RunError.unfit("\(folder) was imported, so it has no seed\n  fix: omit it")
        }
        let paths = [contents.paths.resolvedRecipe, contents.paths.recipe]
        // Read as a file of a run folder that may come from a stranger: no link is followed, no FIFO waited for, and no file read that it extends.
        guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }),
            let bytes = try? RunContents.read(path),
            let root = RecipeReader(environment: [:], files: MemoryRecipeFiles(ofRun: path, bytes)).read(path: path)
                .root
        else { throw RunError.failed("\(folder): its recipe cannot be read\n  fix: restore it from a copy of the run") }
        (self.folder, self.seed, recipe) = (folder, seed, root)
    }

    var name: String { folder.lastPathPart }

    /// The folder's name without the seed at its end; nil if it has none.
    private var nameWithoutSeed: String? {
        let name = name
        guard let ending = name.firstMatch(of: /[-_,. ]*(seed)?[=_-]?(\d+)$/), Int(ending.2) == seed,
            ending.range.lowerBound > name.startIndex
        else { return nil }
        return String(name[..<ending.range.lowerBound])
    }

    // MARK: Runs of one recipe

    /// The runs of each recipe by seed, recipes in the order of the runs.
    static func groups<Run>(_ runs: [Run], _ arm: (Run) -> RecipeArm) -> [[Run]] {
        var groups: [[Run]] = []
        for run in runs {
            if let index = groups.firstIndex(where: { arm($0[0]).differences(from: arm(run)).isEmpty }) {
                groups[index].append(run)
            } else {
                groups.append([run])
            }
        }
        return groups.map { $0.sorted { arm($0).seed < arm($1).seed } }
    }

    /// The names of such groups: the common part of their folders' names.
    static func names(of groups: [[RecipeArm]]) -> [String] {
        let names = groups.map { group in
            let names = Set(group.map(\.nameWithoutSeed))
            return (names.count == 1 ? names.first ?? nil : nil) ?? group[0].name
        }
        return Set(names).count == names.count ? names : groups.map { $0[0].folder }
    }

    // MARK: Differences

    /// The keys that differ, except seeds, places of files, and what does not change the weights.
    func differences(from other: RecipeArm) -> [RecipeDifference] {
        RecipeDifference.between(recipe, and: other.recipe).filter { difference in
            let path = difference.path
            return path.split(separator: ".").last != "seed" && !Self.ignored.contains(path)
                && !path.hasPrefix("about") && !path.hasPrefix("evaluate.")
        }
    }

    private static let ignored = Resumption.reportingKeys.union(["recipe", "extends", "about", "evaluate"])
}
