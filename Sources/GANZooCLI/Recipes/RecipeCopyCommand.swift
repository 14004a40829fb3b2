import ArgumentParser
import Foundation
import GANCore
import GANRecipe
import GANRun

struct RecipeCopyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy", abstract: "Copies a recipe, to start from.",
        discussion: """
            The copy is one file that stands alone: what a recipe, its parents and the changes come to, with a note where each value \
            came from. Relative paths are rewritten, so that they name the same files.
            """)
    @OptionGroup var plugins: PluginOptions
    @Argument(
        help: "A recipe's file, or the name of one that `ganzoo recipe list` shows.", completion: .recipe)
    var recipe: String
    @Argument(help: "Where to; a name in the current folder when absent.", completion: .file()) var destination: String?
    @Argument(help: "Changes that the copy holds: `data.path=photos` sets, `'~regularizers.r1'` removes.")
    var overrides: [String] = []

    func run() throws {
        try plugins.load()
        let source = try RecipeLibrary().file(for: recipe)
        let (target, changes) = words(source)
        guard !FileManager.default.fileExists(atPath: target) else {
            throw CommandFailure.failed("\(target) exists already; name another file")
        }
        let text: String
        do {
            text = try RecipeLoader(.linked, library: .library).standaloneText(
                ofFile: source, overrides: changes, for: target)
        } catch { throw CommandFailure.wrong(error.description) }
        try TextFile.write(text, to: target)
        printLine("\(target)\n  check it with: \(shellCommand(["ganzoo", "recipe", "check", target]))")
    }

    /// The first change stands where a destination would.
    private func words(_ source: String) -> (target: String, changes: [String]) {
        let name = URL(fileURLWithPath: source).lastPathComponent
        guard let destination else { return (name, overrides) }
        let isChange = destination.contains("=") || destination.hasPrefix("~")
        return isChange ? (name, [destination] + overrides) : (destination, overrides)
    }
}
