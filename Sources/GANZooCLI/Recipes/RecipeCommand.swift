import ArgumentParser
import GANCore
import GANRecipe
import GANRun

struct RecipeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recipe", abstract: "Lists, copies, checks, compares and upgrades recipes.",
        subcommands: [
            RecipeListCommand.self, RecipeCopyCommand.self, RecipeCheckCommand.self, RecipeShowCommand.self,
            RecipeDiffCommand.self,
            RecipeUpgradeCommand.self, Schema.self,
        ])

    struct Schema: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a JSON Schema (draft 7) of the recipe language, for editors.",
            discussion: "To use it, begin a recipe with the line: # yaml-language-server: $schema=recipe.schema.json")
        @OptionGroup var plugins: PluginOptions

        func run() throws {
            try plugins.load()
            printText(try RecipeSchema(.linked).text())
        }
    }
}
