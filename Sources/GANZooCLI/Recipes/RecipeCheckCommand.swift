import ArgumentParser
import GANCore
import GANRecipe
import GANRun

struct RecipeCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract:
            "Checks a recipe, its data and its transfer source, reports all problems, and measures a training step.",
        discussion: """
            The command composes the networks and opens the data. It measures with a few training steps whose results are \
            discarded, and checks what every component returns. A step that takes more than about 20 s, or more than half of the \
            memory, is not made; --forward makes one that takes long.
            """
    )
    @Flag(help: "Pass one batch through the whole step, however long it takes.") var forward = false
    @OptionGroup var arguments: RecipeArguments
    @OptionGroup var output: ReportOptions
    @OptionGroup var device: DeviceOptions

    func run() throws {
        try device.use()
        let recipe = try arguments.checked()
        let composition = try recipe.compose()
        let transfer = try recipe.checked.takeOverWeights(in: composition)
        let evaluation = try EvaluationCheck(recipe.checked, composition)
        let summary = CompositionSummary(recipe.checked, composition)
        let remarks =
            DataWarnings(composition.data).lines + transfer + (try composition.batchWarnings)
            + (evaluation?.warnings ?? [])
        // Printed before the measurement, which takes seconds.
        if !output.json { for line in summary.lines + remarks { printMessage(line) } }
        let measurement = try StepMeasurement.measure(composition, within: forward ? .oneStep : .init())
        let report = RecipeCheckReport(
            recipe: arguments.recipe, composition: summary, remarks: remarks.map(Remark.init(line:)),
            measurement: MeasurementReport(measurement))
        try output.show(report) { measurement.lines.joined(separator: "\n") }
    }
}
