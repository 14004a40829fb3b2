import ArgumentParser
import GANCore
import GANRecipe
import GANRun

struct RecipeDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Shows the differences between two recipes, including defaults and parents.",
        discussion: "The exit code is 0 whether or not they differ.")
    @OptionGroup var plugins: PluginOptions
    @Argument(help: "A recipe.", completion: .recipe) var first: String
    @Argument(help: "Another recipe.", completion: .recipe) var second: String

    func run() throws {
        try plugins.load()
        let differences = RecipeDifference.between(
            try Recipe(first).checked.resolved, and: try Recipe(second).checked.resolved)
        for line in differences.isEmpty ? ["no difference"] : differences.map(\.description) { printLine(line) }
    }
}
