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
    @OptionGroup var output: ReportOptions
    @Flag(help: "Also say where each value came from.") var origins = false

    func validate() throws {
        if output.json && origins {
            throw ValidationError("--origins writes comments, which JSON does not have: give it without --json")
        }
    }

    func run() throws {
        let recipe = try arguments.checked()
        if !output.json { printText(RecipeWriter(showsOrigins: origins).text(recipe.checked.resolved)) }
        let composition: Composition
        do { composition = try recipe.compose() } catch let failure as RunError {
            let report = report(recipe, notComposed: failure.description)
            return try output.show(report) {
                comments(
                    ["", "not composed, so nothing is measured:"]
                        + failure.description.split(separator: "\n").map { "  \($0)" })
            }
        }
        let summary = CompositionSummary(recipe.checked, composition)
        // Measuring takes seconds, and a person reads in the meantime.
        if !output.json { printLine(comments(["", "composed:"] + summary.lines.map { "  \($0)" })) }
        let measurement = try StepMeasurement.measure(composition)
        try output.show(report(recipe, summary, MeasurementReport(measurement))) {
            comments(measurement.lines.map { "  \($0)" })
        }
    }

    private func report(
        _ recipe: Recipe, _ composition: CompositionSummary? = nil, _ measurement: MeasurementReport? = nil,
        notComposed: String? = nil
    ) -> RecipeShowReport {
        RecipeShowReport(
            name: arguments.recipe, recipe: RecipeJSON(recipe.checked.resolved), composition: composition,
            measurement: measurement, notComposed: notComposed)
    }

    /// As comments of a YAML file.
    private func comments(_ lines: [String]) -> String {
        lines.map { $0.isEmpty ? "" : "# \($0)" }.joined(separator: "\n")
    }
}
