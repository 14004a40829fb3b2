import ArgumentParser
import GANCore
import GANRecipe
import GANRun

struct RecipeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recipe", abstract: "Recipes: find, copy, check, compare and upgrade them.",
        subcommands: [
            RecipeListCommand.self, RecipeCopyCommand.self, Check.self, RecipeShowCommand.self, RecipeDiffCommand.self,
            RecipeUpgradeCommand.self, Schema.self,
        ])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Composes the networks, opens the data and the source of a transfer, says everything that is wrong, with warnings of the data, and measures a step.",
            discussion: """
                To measure a step the command trains a few and throws them away. A step that takes more than about 20 s, or half of \
                the memory, is not measured.
                """
        )
        @OptionGroup var arguments: RecipeArguments

        func run() throws {
            let recipe = try arguments.checked()
            let composition = try recipe.compose()
            let transfer = try recipe.checked.takeOverWeights(in: composition)
            let evaluation = try EvaluationCheck(recipe.checked, composition)
            let lines =
                [CompositionSummary(recipe.checked, composition).text] + DataWarnings(composition.data).lines + transfer
                + composition.batchWarnings + (evaluation?.warnings ?? [])
            printLine(lines.joined(separator: "\n"))
            for line in try StepMeasurement.measure(composition).lines { printLine(line) }
        }
    }

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
