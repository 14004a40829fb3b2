import ArgumentParser
import GANCore
import GANMetrics

extension MetricChoice: ExpressibleByArgument {}
extension LabelPrior: ExpressibleByArgument {}
extension ReferenceSplit: ExpressibleByArgument {}

/// How images are measured.
struct MeasureOptions: ParsableArguments {
    @Option(help: "What images are seen through: fmnist, inception or clip.") var features = ExtractorName.fashion
    @Option(help: "A file of its weights (default: where `ganzoo features list` says).", completion: .file())
    var weights: String?
    @Option(help: "How inception or clip prepares images: stylegan, studiogan, clean or clean_bilinear.")
    var preparation: PreparationMode?
    @Option(
        parsing: .upToNextOption,
        help:
            "Scores: fid kid is prdc intra_fid cas diversity ppl (default: all that the images can have, but the last three). Changes such as data.resolution=64 stand before."
    )
    var metrics: [MetricChoice] = []

    func extractor() throws -> any FeatureExtractor {
        try FeatureLibrary().extractor(features, weights: weights, preparation)
    }

    /// Those that were asked for, or all.
    func metrics(_ facts: DatasetFacts) -> [MetricChoice] {
        guard metrics.isEmpty else { return metrics }
        return MetricChoice.allCases.filter { metric in
            switch metric {
            case .intraFID: facts.labelKind == .classes
            case .inceptionScore: features != .clip
            case .fid, .kid, .prdc: true
            case .classificationAccuracy, .diversity, .pathLength: false
            }
        }
    }
}

/// What of a run is measured.
struct SampleOptions: ParsableArguments {
    @Option(
        help: "Which checkpoint: `newest`, `best` (by the first score of the run) or a step.",
        transform: CheckpointChoice.init)
    var checkpoint = CheckpointChoice.newest
    @Option(name: .customLong("samples"), help: "Generated images.") var count = 10_000
    @Option(
        name: .customLong("samples-per-class"),
        help: "Generated images of each class, for intra_fid, cas and diversity.")
    var perClass = 1000
    @Option(help: "Classes of generated images: uniform, or as often as in the data.") var labels = LabelPrior.uniform
    @Option(name: .customLong("against"), help: "Which part of the run's data is the reference: train or test.")
    var split = ReferenceSplit.train
    @Option(help: "Of the latents.") var seed = 0
    @OptionGroup var truncation: TruncationOptions
    @OptionGroup var standing: StandingStatisticsOptions

    func validate() throws {
        for (name, value) in [("--samples", count), ("--samples-per-class", perClass)]
        where !(2...10_000_000).contains(value) {
            throw ValidationError("\(name) \(value) is not in 2 ... 10000000")
        }
        guard seed >= 0 else { throw ValidationError("--seed \(seed) is below zero") }
    }
}
