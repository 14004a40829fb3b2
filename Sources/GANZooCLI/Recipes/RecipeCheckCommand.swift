import ArgumentParser
import GANCore
import GANRecipe
import GANRun

struct RecipeCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract:
            "Composes the networks, opens the data and the source of a transfer, says everything that is wrong, with warnings of the data, and measures a step.",
        discussion: """
            To measure a step the command trains a few and throws them away. A step that takes more than about 20 s, or half of \
            the memory, is not measured.
            """
    )
    @OptionGroup var arguments: RecipeArguments
    @OptionGroup var output: ReportOptions

    func run() throws {
        let recipe = try arguments.checked()
        let composition = try recipe.compose()
        let transfer = try recipe.checked.takeOverWeights(in: composition)
        let evaluation = try EvaluationCheck(recipe.checked, composition)
        let summary = CompositionSummary(recipe.checked, composition)
        let remarks =
            DataWarnings(composition.data).lines + transfer + composition.batchWarnings + (evaluation?.warnings ?? [])
        // Measuring takes seconds, and a person reads in the meantime.
        if !output.json { for line in summary.lines + remarks { printLine(line) } }
        let measurement = try StepMeasurement.measure(composition)
        let report = RecipeCheckReport(
            recipe: arguments.recipe, composition: summary, remarks: remarks.map(Remark.init(line:)),
            measurement: MeasurementReport(measurement))
        try output.show(report) { measurement.lines.joined(separator: "\n") }
    }
}
