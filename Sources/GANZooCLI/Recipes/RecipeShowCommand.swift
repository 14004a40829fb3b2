import ArgumentParser
import GANCore
import GANRecipe
import GANRun

struct RecipeShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "The whole recipe with every default: itself a recipe that runs.",
        discussion: """
            Comments at its end say how large the networks are and what a step takes here. For that the command trains a few steps \
            and throws them away. A step that takes more than about 20 s, or half of the memory, is not measured. Without the data \
            the recipe is shown alone.
            """)
    @OptionGroup var arguments: RecipeArguments
    @Flag(help: "Also say where each value came from.") var origins = false

    func run() throws {
        let recipe = try arguments.checked()
        printText(RecipeWriter(showsOrigins: origins).text(recipe.checked.resolved))
        let composition: Composition
        do { composition = try recipe.compose() } catch let failure as RunError {
            return show(
                ["", "not composed, so nothing is measured:"]
                    + failure.description.split(separator: "\n").map { "  \($0)" })
        }
        show(["", "composed:"] + CompositionSummary(recipe.checked, composition).lines.map { "  \($0)" })
        show(try StepMeasurement.measure(composition).lines.map { "  \($0)" })
    }

    /// As comments of a YAML file.
    private func show(_ lines: [String]) { for line in lines { printLine(line.isEmpty ? "" : "# \(line)") } }
}
