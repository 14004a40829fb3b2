import ArgumentParser
import GANCore
import GANRecipe
import GANRun

struct RecipeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recipe", abstract: "Recipes: find, copy, check, compare and upgrade them.",
        subcommands: [
            RecipeListCommand.self, RecipeCopyCommand.self, RecipeCheckCommand.self, RecipeShowCommand.self,
            RecipeDiffCommand.self,
            RecipeUpgradeCommand.self, Schema.self,
        ])

    struct Schema: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The language of recipes as a JSON Schema (draft 7), for editors.",
            discussion: "A recipe's first line then reads: # yaml-language-server: $schema=recipe.schema.json")
        @OptionGroup var plugins: PluginOptions

        func run() throws {
            try plugins.load()
            printText(try RecipeSchema(.linked).text())
        }
    }
}
