import GANCore
import GANRecipe
import GANRun
import GANTensor
import GANTrain

/// Time and memory of a training step, or the reason why they were not measured.
struct MeasurementReport: Encodable {
    let secondsPerStep: Double?
    let imagesPerSecond: Double?
    let secondsOfRun: Double?
    let peakBytes: Int?
    let notMeasured: String?

    init(_ measurement: StepMeasurement) {
        switch measurement {
        case .notMeasured(let why):
            (secondsPerStep, imagesPerSecond, secondsOfRun, peakBytes) = (nil, nil, nil, nil)
            notMeasured = why
        case .measured(let seconds, let bytes, _):
            (secondsPerStep, peakBytes) = (seconds, bytes)
            (imagesPerSecond, secondsOfRun) = (measurement.imagesPerSecond, measurement.secondsOfRun)
            notMeasured = nil
        }
    }
}

/// The memory that tensors of a training step need, counted without one.
struct MemoryReport: Encodable {
    let stepBytes: Int
    /// Whether the whole step was counted: else it needs more.
    let isWholeStep: Bool
    /// Nil if it is not known.
    let limitBytes: Int?

    init(_ memory: StepMemory) {
        (stepBytes, isWholeStep, limitBytes) = (memory.bytes, memory.isWhole, Backends.memoryLimit)
    }
}

/// The report of `recipe check`.
struct RecipeCheckReport: Report {
    static let command = "recipe check"
    static let format = 1

    let recipe: String
    let composition: CompositionSummary
    /// Warnings about the data and batch sizes, what a transfer loads, and what scores need.
    let remarks: [Remark]
    /// Nil if the device cannot make the step.
    let memory: MemoryReport?
    let measurement: MeasurementReport
}

/// The report of `recipe show`.
struct RecipeShowReport: Report {
    static let command = "recipe show"
    static let format = 1

    let name: String
    /// The whole recipe, with every default.
    let recipe: RecipeJSON
    /// Nil if the recipe could not be composed, for example without its data.
    let composition: CompositionSummary?
    let measurement: MeasurementReport?
    /// The reason why nothing was composed.
    let notComposed: String?
}
