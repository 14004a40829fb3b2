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
        print(RecipeWriter(showsOrigins: origins).text(recipe.resolved), terminator: "")
        guard origins else { return }
        let (_, composition) = try arguments.composed()
        print(CompositionSummary(recipe, composition).comment, terminator: "")
        print(try StepMeasurement.measure(composition).comment, terminator: "")
    }
}
