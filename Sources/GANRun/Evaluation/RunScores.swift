import GANCore
import GANMetrics

/// How a run is measured, besides the metrics.
public struct EvaluationOptions {
    /// The feature extractor: a name, or a component with settings; nil for the one of the run's recipe, which may leave the choice to
    /// the images.
    public var features: ComponentReference<any FeatureExtractor>?
    /// How it prepares images, for one that can in several ways; nil for the recipe's, or for the default of another extractor.
    public var preparation: String?
    /// A file of its weights; nil for the recipe's, or for the one that the library of features has.
    public var weights: String?
    /// Number of generated images.
    public var samples = 10_000
    /// Number of generated images of each class, for metrics that measure each class.
    public var samplesPerClass = 1000
    /// Whether the reference is the test part of the data, and not the part that the run trained on.
    public var againstTestPart = false
    /// Seed of the latents.
    public var seed: UInt64 = 0

    public init() {}
}

/// Scores, with caveats.
public struct RunScores: Sendable, Hashable {
    /// Under the names that say what they are: `fid`, `fd_fmnist`.
    public let values: [String: Double]
    /// Whether lower or higher values are better, by the same names; deviations have no entry.
    public let better: [String: ScoreDirection]
    /// Tables with a number for each class.
    public let classes: [ClassScores]
    public let caveats: [String]
    /// The report's file in the run's folder, with all that the scores depend on.
    public let report: String

    init(_ report: EvaluationReport, at path: String) {
        (values, classes, caveats) = (report.scores, report.classScores, report.caveats)
        better = Dictionary(report.metrics.flatMap(\.scores).map { ($0.name, $0.better) }) { first, _ in first }
        self.report = path
    }
}

extension RunScoring {
    /// - Parameters:
    ///   - info: of the run's data.
    /// - Throws: `RunError.unfit` for an unknown metric or feature extractor, and for too few or too many images.
    package init(
        _ metrics: [ComponentReference<any Metric>], _ options: EvaluationOptions, _ info: DatasetInfo,
        of run: RunRecipe
    ) throws {
        for (name, value) in [("samples", options.samples), ("samplesPerClass", options.samplesPerClass)]
        where !(2...10_000_000).contains(value) {
            throw RunError.unfit(
                "\(name) is \(value), which is not in 2 ... 10000000\n  fix: use a number in this range")
        }
        let chosen: [ChosenMetric]
        do { chosen = try ChosenMetric.all(metrics, info) } catch { throw RunError.refused(error) }
        let features = try FeatureLibrary().features(
            of: run, options.features, preparation: options.preparation, weights: options.weights, info)
        self.init(try features.measuring(chosen))
        (count, perClass, seed) = (options.samples, options.samplesPerClass, options.seed)
        split = options.againstTestPart ? .test : .train
    }
}
