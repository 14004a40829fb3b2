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
    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: "The file to write (default: the recipe's name, in the working folder).", completion: .file())
    var output: String?
    @Argument(
        help: "Overrides to write into the copy: `data.path=photos` sets a key, `'~regularizers.r1'` removes one.")
    var overrides: [String] = []

    func validate() throws { try OutputWords.check(overrides) }

    func run() throws {
        try plugins.load()
        let source = try RecipeLibrary().file(for: recipe)
        let target = output ?? URL(fileURLWithPath: source).lastPathComponent
        guard !FileManager.default.fileExists(atPath: target) else {
            throw CommandFailure.failed("\(target) already exists\n  fix: choose another file with --out")
        }
        let text: String
        do {
            text = try RecipeLoader(.linked, library: .library).standaloneText(
                ofFile: source, overrides: overrides, for: target)
        } catch { throw CommandFailure(RunError(error)) }
        do { try TextFile.create(text, at: target) } catch let error as DestinationError {
            throw CommandFailure(error, isFolder: false)
        }
        printMessage("\(target)\n  check it with: \(shellCommand(["ganzoo", "recipe", "check", target]))")
    }
}

/// Files to write are named by --out on every command.
enum OutputWords {
    /// - Throws: `ValidationError` for a word that is no override, and so perhaps the file to write.
    static func check(_ overrides: [String]) throws {
        guard let word = overrides.first(where: { !$0.contains("=") && !$0.hasPrefix("~") }) else { return }
        throw ValidationError(
            "`\(word)` is not an override such as data.path=PATH; to write that file, give --out \(word)")
    }
}
