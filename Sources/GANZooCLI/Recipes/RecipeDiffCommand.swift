import ArgumentParser
import GANCore
import GANRecipe

struct RecipeDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "What differs between two recipes, defaults and parents included.",
        discussion: "Ends with 0 whether or not they differ.")
    @OptionGroup var plugins: PluginOptions
    @Argument(help: "A recipe.", completion: .recipe) var first: String
    @Argument(help: "Another.", completion: .recipe) var second: String

    func run() throws {
        try plugins.load()
        let differences = RecipeDifference.between(try resolved(first), and: try resolved(second))
        printLine(differences.isEmpty ? "no difference" : differences.map(\.description).joined(separator: "\n"))
    }

    private func resolved(_ recipe: String) throws -> RecipeNode {
        let path = try RecipeLibrary().file(for: recipe)
        do { return try RecipeLoader(.linked, library: .library).check(path: path, overrides: []).resolved } catch {
            throw CommandFailure.wrong(error.description)
        }
    }
}
