import Foundation
import GANCore

/// Loads a recipe file and composes it.
package struct RecipeLoader {
    let catalog: ComponentCatalog
    /// The recipes that `extends` can name without a path.
    private let library: NamedRecipes
    /// Describing all settings of all components takes 10 ms, which whoever reads many recipes pays once.
    private let layout: RecipeLayout

    package init(_ catalog: ComponentCatalog, library: NamedRecipes = .none) {
        (self.catalog, self.library, layout) = (catalog, library, RecipeLayout(catalog))
    }

    var reader: RecipeReader {
        RecipeReader(environment: ProcessInfo.processInfo.environment, layout: layout, library: library)
    }

    /// Reads a file with its parents and overrides, and checks every key and value.
    /// - Throws: all problems, in the order of the text.
    package func check(path: String, overrides: [String]) throws(RecipeErrors) -> CheckedRecipe {
        try check(reader.read(path: path, overrides: overrides))
    }

    /// Checks a recipe that is not in a file.
    /// - Parameters:
    ///   - name: the recipe's name in messages.
    ///   - folder: what relative paths in it are relative to.
    /// - Throws: all problems, in the order of the text.
    package func check(text: String, name: String, folder: String) throws(RecipeErrors) -> CheckedRecipe {
        try check(reader.read(text: text, name: name, folder: folder, overrides: []))
    }

    /// Checks the recipe of a run that a stranger may have written. Neither other files nor the environment are read: `extends` is a problem,
    /// and `${env:NAME}` stays as it is.
    /// - Parameters:
    ///   - name: the path of the recipe's file, for messages and relative paths.
    ///   - overrides: of who runs the program.
    /// - Throws: all problems, in the order of the text.
    package func check(alone text: String, name: String, overrides: [String] = []) throws(RecipeErrors)
        -> CheckedRecipe
    {
        try check(read(alone: text, name: name, overrides: overrides))
    }

    /// The tree of such a recipe. Problems are part of the result.
    package func read(alone text: String, name: String, overrides: [String]) -> ReadRecipe {
        let files = MemoryRecipeFiles(ofRun: name, Array(text.utf8))
        return RecipeReader(environment: [:], layout: layout, files: files).read(path: name, overrides: overrides)
    }

    private func check(_ read: ReadRecipe) throws(RecipeErrors) -> CheckedRecipe {
        let problems = ProblemCollector(read.found)
        let checked = read.root.flatMap { RecipeChecker(catalog).check($0, problems) }
        guard let checked, problems.count == 0 else {
            throw problems.errors.oneAPlace.inTextOrder.withOneMissingPlugin
        }
        return checked
    }

    /// The summary under `about` on one line; empty if there is none or the file cannot be read.
    package func summary(ofFile path: String) -> String {
        var reader = reader
        reader.refusesPipes = true
        let about = reader.read(path: path, overrides: []).root?["about"]
        let summary = about?["summary"]
        guard case .scalar(let text, _)? = summary?.content else { return "" }
        return summary?.reference ?? text
    }
}

extension RecipeErrors {
    /// Keeps the first problem of each place: a value that cannot be read would otherwise also be reported by its setting.
    fileprivate var oneAPlace: RecipeErrors {
        var seen: Set<[String]> = []
        return showing(
            problems.filter { problem in
                guard let mark = problem.mark else { return true }
                return seen.insert([mark.source.name, mark.text, "\(mark.line):\(mark.column)"]).inserted
            })
    }

    /// One problem for a plugin that is not loaded and that may have all that is unknown: the recipe names it, or many names are unknown and
    /// like none that is known.
    fileprivate var withOneMissingPlugin: RecipeErrors {
        if problems.contains(where: \.namesPlugin) {
            return showing(problems.filter { $0.namesPlugin || !$0.mayNeedPlugin })
        }
        let unknown = problems.filter { $0.mayNeedPlugin && $0.hint == SettingReader.pluginHint }
        guard unknown.count >= Self.many, var one = unknown.first else { return self }
        let rest = problems.filter { !($0.mayNeedPlugin && $0.hint == SettingReader.pluginHint) }
        let others = unknown.dropFirst().map { "\($0.message)" + ($0.mark.map { " (line \($0.line))" } ?? "") }
        one.notes.append("\(others.count) more that a plugin may have: " + listed(others, atMost: 20))
        return showing([one] + rest).inTextOrder
    }

    /// So many unknown names are hardly all misspelt.
    private static let many = 3

    /// Sorted by file, then by line. Problems without a place come first.
    var inTextOrder: RecipeErrors {
        let files = problems.compactMap(\.mark?.source.name).reduce(into: [String]()) { names, name in
            if !names.contains(name) { names.append(name) }
        }
        func place(_ index: Int, _ problem: RecipeProblem) -> (Int, Int, Int, Int) {
            guard let mark = problem.mark else { return (-1, 0, 0, index) }
            return (files.firstIndex(of: mark.source.name) ?? 0, mark.line, mark.column, index)
        }
        let sorted = problems.enumerated().sorted { place($0.offset, $0.element) < place($1.offset, $1.element) }
        return showing(sorted.map(\.element))
    }

    /// Other problems than these; `hidden` stays.
    private func showing(_ problems: [RecipeProblem]) -> RecipeErrors {
        var errors = self
        errors.problems = problems
        return errors
    }
}
