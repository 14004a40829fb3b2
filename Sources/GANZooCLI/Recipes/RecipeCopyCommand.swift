import ArgumentParser
import Foundation
import GANCore
import GANRecipe
import GANRun

struct RecipeCopyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy", abstract: "Copies a recipe, as a start for your own.",
        discussion: """
            The copy is one file without parents: the values of the recipe, its parents and the overrides, each with a comment that \
            says where it came from. Relative paths are rewritten, so that they name the same files.
            """)
    @OptionGroup var plugins: PluginOptions
    @Argument(
        help: "A recipe file, or a name from `ganzoo recipe list`.", completion: .recipe)
    var recipe: String
    @Argument(help: "The file to write (default: the recipe's name, in the working folder).", completion: .file())
    var destination: String?
    @Argument(
        help: "Overrides to write into the copy: `data.path=photos` sets a key, `'~regularizers.r1'` removes one.")
    var overrides: [String] = []

    func run() throws {
        try plugins.load()
        let source = try RecipeLibrary().file(for: recipe)
        let (target, changes) = words(source)
        guard !FileManager.default.fileExists(atPath: target) else {
            throw CommandFailure.failed("\(target) already exists\n  fix: choose another file")
        }
        let text: String
        do {
            text = try RecipeLoader(.linked, library: .library).standaloneText(
                ofFile: source, overrides: changes, for: target)
        } catch { throw CommandFailure(RunError(error)) }
        try TextFile.write(text, to: target)
        printMessage("\(target)\n  check it with: \(shellCommand(["ganzoo", "recipe", "check", target]))")
    }

    /// The destination and the overrides. Without a destination, the first override is parsed in its place.
    private func words(_ source: String) -> (target: String, changes: [String]) {
        let name = URL(fileURLWithPath: source).lastPathComponent
        guard let destination else { return (name, overrides) }
        let isChange = destination.contains("=") || destination.hasPrefix("~")
        return isChange ? (name, [destination] + overrides) : (destination, overrides)
    }
}
