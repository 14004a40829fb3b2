import ArgumentParser
import Foundation
import GANCore
import GANRecipe
import GANRun

struct RecipeUpgradeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade", abstract: "Rewrites a recipe of `recipe: 1` as `recipe: 2`, in place.",
        discussion: """
            `recipe: 1` took paths from the working folder; in `recipe: 2` they are relative to the recipe's file. Run the command in \
            the folder in which you trained: the paths are rewritten so that they name the same files. Comments and layout stay. A \
            file that cannot be rewritten so is left as it is.
            """)
    @OptionGroup var plugins: PluginOptions
    @Argument(help: "The recipe's file.", completion: .file(extensions: ["yaml"])) var file: String

    func run() throws {
        try plugins.load()
        let result: RecipeUpgrade.Result
        do {
            result = try RecipeUpgrade(.linked, environment: ProcessInfo.processInfo.environment).upgrade(file)
        } catch { throw CommandFailure.wrong(error.description) }
        guard !result.changes.isEmpty else { return printLine("\(file) is `recipe: 2` already") }
        // A link stays a link.
        try TextFile.write(result.text, to: URL(fileURLWithPath: file).resolvingSymlinksInPath().path)
        for line in result.changes + result.notes { printLine(line.onOneLine) }
        printLine("\(file)\n  check it with: \(shellCommand(["ganzoo", "recipe", "check", file]))")
    }
}
