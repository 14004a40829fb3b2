import GANCore
import GANRecipe
import GANRun

/// What a step takes here; or why it was not measured.
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

/// What `recipe check` found.
struct RecipeCheckReport: Report {
    static let command = "recipe check"
    static let format = 1

    let recipe: String
    let composition: CompositionSummary
    /// Warnings of the data and of batch sizes, what a transfer takes over, what scores lack.
    let remarks: [Remark]
    let measurement: MeasurementReport
}

/// What `recipe show` says.
struct RecipeShowReport: Report {
    static let command = "recipe show"
    static let format = 1

    let name: String
    /// The whole recipe, with every default.
    let recipe: RecipeJSON
    /// Nil if the recipe could not be composed, for example without its data.
    let composition: CompositionSummary?
    let measurement: MeasurementReport?
    /// Why nothing was composed.
    let notComposed: String?
}
