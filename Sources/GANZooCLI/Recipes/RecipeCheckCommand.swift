import ArgumentParser
import GANCore
import GANRecipe
import GANRun
import GANTensor
import GANTrain

struct RecipeCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract:
            "Checks a recipe, its data and its transfer source, reports all problems, and counts the memory of a step.",
        discussion: """
            The command opens the data, and makes the networks and a training step without the elements of their tensors. So it takes \
            little time and memory, whatever the size of the networks. --measure trains a few steps, whose results are discarded, and \
            checks what every component returns. A step that takes more than about 20 s, or more than half of the memory, is not made; \
            --forward makes one that takes long.
            """
    )
    @Flag(help: "Train a few steps, and say how long they take.") var measure = false
    @Flag(help: "Pass one batch through the whole step, however long it takes.") var forward = false
    @OptionGroup var arguments: RecipeArguments
    @OptionGroup var output: ReportOptions
    @OptionGroup var device: DeviceOptions

    func run() throws {
        try device.use()
        let recipe = try arguments.checked()
        let outline = try recipe.outlined { try RecipeOutline(recipe, $0) }
        // Printed before the measurement, which takes seconds.
        if !output.json { for line in outline.lines { printMessage(line) } }
        let measurement = try measurement(of: recipe, outline.memory)
        let report = RecipeCheckReport(
            recipe: arguments.recipe, composition: outline.summary, remarks: outline.remarks.map(Remark.init(line:)),
            memory: outline.memory.map(MemoryReport.init), measurement: MeasurementReport(measurement))
        try output.show(report) { measurement.lines.joined(separator: "\n") }
    }

    private func measurement(of recipe: Recipe, _ memory: StepMemory?) throws -> StepMeasurement {
        guard measure || forward else { return .notMeasured("--measure trains a few steps") }
        return try StepMeasurement.measure(recipe, memory, within: forward ? .oneStep : .init())
    }
}

/// What a check finds without a number of the networks.
private struct RecipeOutline {
    let summary: CompositionSummary
    /// Nil if the device cannot make the step that `train` asks for.
    let memory: StepMemory?
    /// Warnings and notes, one line each.
    let remarks: [String]

    /// - Parameter composition: made without elements.
    init(_ recipe: Recipe, _ composition: Composition) throws {
        summary = CompositionSummary(recipe.checked, composition)
        let transfer = try recipe.checked.takeOverWeights(in: composition)
        memory = try StepMemory.count(composition)
        let tooLarge = memory?.excess.map { ["warning: it cannot be trained here: \($0)"] } ?? []
        // It looks at the data's images.
        let evaluation = try Backends.withElements { try EvaluationCheck(recipe.checked, composition) }
        remarks =
            DataWarnings(composition.data).lines + transfer + (try composition.batchWarnings)
            + (evaluation?.warnings ?? []) + tooLarge
    }

    var lines: [String] {
        let counted = memory.map { memory in
            "memory         \(memory.isWhole ? "" : "at least ")\(MemoryText.size(Double(memory.bytes))) of tensors in a step"
        }
        return summary.lines + (counted.map { [$0] } ?? []) + remarks
    }
}
