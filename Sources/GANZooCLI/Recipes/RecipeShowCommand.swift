import ArgumentParser
import GANCore
import GANRecipe
import GANRun
import GANTrain

struct RecipeShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Prints the complete recipe, with all defaults. The output is a recipe too.",
        discussion: """
            Comments at the end give the size of the networks, and the time and memory of a step on this machine. They are measured \
            with a few training steps whose results are discarded. A step that takes more than about 20 s, or more than half of the \
            memory, is not measured. If the data are missing, only the recipe is printed.
            """)
    @OptionGroup var arguments: RecipeArguments
    @OptionGroup var threads: ThreadsOption
    @OptionGroup var output: ReportOptions
    @Flag(help: "Add a comment to each value that says where it came from.") var origins = false

    func validate() throws {
        if output.json && origins {
            throw ValidationError("--origins writes comments, so it cannot be combined with --json")
        }
    }

    func run() throws {
        try threads.use()
        let recipe = try arguments.checked()
        if !output.json { printText(RecipeWriter(showsOrigins: origins).text(recipe.checked.resolved)) }
        let (summary, memory): (CompositionSummary, StepMemory?)
        do { (summary, memory) = try outline(recipe) } catch let failure as RunError {
            let report = report(recipe, notComposed: failure.description)
            return try output.show(report) {
                comments(
                    ["", "not measured, because the recipe cannot be composed:"]
                        + failure.description.splitAtLineFeeds().map { "  \($0)" })
            }
        }
        // Printed before the measurement, which takes seconds.
        if !output.json { printText(comments(["", "composed:"] + summary.lines.map { "  \($0)" }) + "\n") }
        let measurement = try StepMeasurement.measure(recipe, memory)
        try output.show(report(recipe, summary, MeasurementReport(measurement))) {
            comments(measurement.lines.map { "  \($0)" })
        }
    }

    private func outline(_ recipe: Recipe) throws -> (CompositionSummary, StepMemory?) {
        try recipe.outlined { (CompositionSummary(recipe.checked, $0), try StepMemory.count($0)) }
    }

    private func report(
        _ recipe: Recipe, _ composition: CompositionSummary? = nil, _ measurement: MeasurementReport? = nil,
        notComposed: String? = nil
    ) -> RecipeShowReport {
        RecipeShowReport(
            name: arguments.recipe, recipe: RecipeJSON(recipe.checked.resolved), composition: composition,
            measurement: measurement, notComposed: notComposed)
    }

    /// Lines as YAML comments.
    private func comments(_ lines: [String]) -> String {
        lines.map { $0.isEmpty ? "" : "# \($0)" }.joined(separator: "\n")
    }
}
