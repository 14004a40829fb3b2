import Foundation
import GANCore
import GANMetrics
import GANRecipe
import GANTrain

/// The recipe of a run, with new paths of files and folders that were moved since the training.
package struct RunRecipe: Sendable {
    /// The run's.
    package let folder: String
    /// Overrides of paths, such as `data.path=/new/photos`.
    private let moved: [String]

    /// - Throws: `RunError` if an override is not the new path of something that the recipe names.
    package init(_ folder: String, moved: [String] = []) throws {
        self.folder = folder
        self.moved = moved
        if !moved.isEmpty { try checkMoved() }
    }

    private var path: String { RunPaths(folder).resolvedRecipe }

    private func checkMoved() throws {
        _ = try RunContents.checked(folder)
        let known: [String]
        do { known = try RecipeLoader(.linked).check(path: path, overrides: []).paths(.linked).map(\.key) } catch {
            throw RunError(error)
        }
        for override in moved where !known.contains(String(override.prefix { $0 != "=" })) {
            let fix =
                known.isEmpty
                ? "omit it: the run's recipe names no path"
                : "only paths of the run's recipe can be given: \(listed(known.map { "\($0)=PATH" }))"
            throw RunError.unfit(
                "`\(override.shortened(to: 80).onOneLine)` cannot change a run that was trained", fixes: [.other(fix)])
        }
    }

    /// - Throws: `RunError`.
    package func checked(plugins: [String] = []) throws -> CheckedRecipe {
        do { return try RecipeLoader(.linked).check(path: path, overrides: moved) } catch {
            throw RunError(error, plugins: plugins)
        }
    }

    /// The text of the recipe.
    /// - Throws: `RunError`.
    package func text() throws -> String {
        do throws(UnreadableFile) {
            return String(decoding: try RunContents.read(path, limit: RunContents.largestJSON), as: UTF8.self)
        } catch { throw RunError.failed("\(path): it cannot be read: \(error.reason)") }
    }

    /// The recipe of a run that a stranger may have written, for pages that others see: no other file is read, whatever it names, and no
    /// variable of the environment.
    /// - Parameter text: that of the recipe.
    /// - Throws: `RunError`.
    package func checked(alone text: String, plugins: [String]) throws -> CheckedRecipe {
        do { return try RecipeLoader(.linked).check(alone: text, name: path, overrides: moved) } catch {
            throw RunError(error, plugins: plugins)
        }
    }

    /// The run's data, not opened yet.
    /// - Parameter overrides: changes besides the new paths.
    /// - Throws: `RunError`.
    package func data(_ overrides: [String]) throws -> DatasetReference {
        try DatasetReference(path, overrides: moved + overrides)
    }

    /// The same data for such pages.
    /// - Throws: `RunError`.
    func dataAlone() throws -> DatasetReference {
        try DatasetReference(alone: text(), name: path, overrides: moved)
    }

    /// Opens the run's data, or a part of them.
    /// - Parameter classOrder: names of the generator's classes, in its order.
    /// - Throws: `RunError` if they have no such part, or cannot be read; what `report` throws.
    package func reference(
        _ split: ReferenceSplit, classOrder: [String], _ report: @escaping PreparationReport
    ) throws -> ReferenceData {
        try namingMovedPaths {
            try ReferenceData(split, classOrder: classOrder, of: { try data($0) }, report)
        }
    }

    /// Adds to an error of `body` how to name the new places of paths of the recipe that are gone.
    func namingMovedPaths<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch RunError.failed(let text, let fixes) {
            throw RunError.failed(text, fixes: fixes + gone.map { .movedPath($0) })
        }
    }

    /// Keys of data and weights whose files or folders do not exist.
    private var gone: [String] {
        guard let paths = try? checked().paths(.linked) else { return [] }
        return paths.filter { path in
            ["data.", "\(EvaluateSection.name)."].contains { path.key.hasPrefix($0) }
                && !FileManager.default.fileExists(atPath: path.path)
        }.map(\.key)
    }
}
