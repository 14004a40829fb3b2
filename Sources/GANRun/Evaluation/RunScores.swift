import GANCore
import GANMetrics

/// What is measured of a run, and how.
public struct EvaluationOptions: Sendable {
    /// `fid`, `kid`, `is`, `prdc`, `intra_fid`, `cas`, `diversity`, `ppl`.
    public var metrics = ["fid"]
    /// The network that images are seen through: `fmnist`, `inception` or `clip`.
    public var features = "fmnist"
    /// Generated images.
    public var samples = 10_000
    /// Generated images of each class, for what is measured class by class.
    public var samplesPerClass = 1000
    /// Whether the reference is the test part of the data, and not the part that the run trained on.
    public var againstTestPart = false
    /// Of the latents.
    public var seed: UInt64 = 0

    public init() {}
}

/// Scores, with what they must not be read without.
public struct RunScores: Sendable, Hashable {
    /// Under the names that say what they are: `fid`, `fd_fmnist`.
    public let values: [String: Double]
    public let caveats: [String]
    /// The report's file in the run's folder, with all that the scores depend on.
    public let report: String
}

extension RunScoring {
    /// - Throws: `RunError.unfit` for a metric or a network that there is not, and for too few or too many images.
    package init(_ options: EvaluationOptions) throws {
        for (name, value) in [("samples", options.samples), ("samplesPerClass", options.samplesPerClass)]
        where !(2...10_000_000).contains(value) {
            throw RunError.unfit("\(name) is \(value), which is not in 2 ... 10000000\n  fix: change the options")
        }
        let metrics = try options.metrics.map { name in
            guard let metric = MetricChoice(rawValue: name) else {
                let known = MetricChoice.allCases.map(\.rawValue)
                throw RunError.unfit("there is no metric `\(name)`\n  fix: give one of \(listed(known))")
            }
            return metric
        }
        guard let features = ExtractorName(rawValue: options.features) else {
            let known = ExtractorName.allCases.map(\.rawValue)
            throw RunError.unfit(
                "there is no network of features `\(options.features)`\n  fix: give one of \(listed(known))")
        }
        self.init(try FeatureLibrary().extractor(features, weights: nil, nil), metrics)
        (count, perClass, seed) = (options.samples, options.samplesPerClass, options.seed)
        split = options.againstTestPart ? .test : .train
    }
}
