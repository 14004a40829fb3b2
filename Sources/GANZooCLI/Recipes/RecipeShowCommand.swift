import ArgumentParser
import GANCore
import GANRecipe

struct RecipeShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "The whole recipe with every default: itself a recipe that runs.")
    @OptionGroup var arguments: RecipeArguments
    @Flag(help: "Also say where each value came from, how large the networks are, and what a step takes here.")
    var origins = false

    func run() throws {
        let recipe = try arguments.checked()
        printText(RecipeWriter(showsOrigins: origins).text(recipe.resolved))
        guard origins else { return }
        let (_, composition) = try arguments.composed()
        printText(CompositionSummary(recipe, composition).comment)
        printText(try StepMeasurement.measure(composition).comment)
    }
}
