import ArgumentParser
import Foundation
import GANCore
import GANRecipe
import GANRun

struct RecipeUpgradeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade",
        abstract: "Rewrites a recipe from language 1 (`recipe: 1`) to language 2, and old names of keys, in place.",
        discussion: """
            In `recipe: 1` paths were relative to the working folder; in `recipe: 2` they are relative to the recipe file. Run the \
            command in the folder where you ran `ganzoo train`: the paths are rewritten so that they name the same files. Comments \
            and layout are kept. If the file cannot be rewritten, it is not changed.
            """)
    @OptionGroup var plugins: PluginOptions
    @Argument(help: "The recipe file.", completion: .file(extensions: ["yaml"])) var file: String

    func run() throws {
        try plugins.load()
        let result: RecipeUpgrade.Result
        do {
            result = try RecipeUpgrade(.linked, environment: ProcessInfo.processInfo.environment).upgrade(file)
        } catch { throw CommandFailure(RunError(error)) }
        guard !result.changes.isEmpty else { return printLine("\(file) needs no change") }
        // A link stays a link.
        try TextFile.write(result.text, to: URL(fileURLWithPath: file).resolvingSymlinksInPath().path)
        for line in result.changes + result.notes { printLine(line) }
        printMessage("\(file)\n  check it with: \(shellCommand(["ganzoo", "recipe", "check", file]))")
    }
}
