import ArgumentParser
import GANCore
import GANMetrics
import GANRun

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
    func metrics(_ info: DatasetInfo) -> [MetricChoice] {
        guard metrics.isEmpty else { return metrics }
        return MetricChoice.allCases.filter { metric in
            switch metric {
            case .intraFID: info.labelKind == .classes
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
        name: .customLong("checkpoint"),
        help: "Which checkpoint: `newest`, `best` (by the first score of the run) or a step (default: newest).",
        transform: CheckpointSelection.option)
    var givenCheckpoint: CheckpointSelection?
    @Option(name: .customLong("samples"), help: "Generated images (default: 10000).") var givenCount: Int?
    @Option(
        name: .customLong("samples-per-class"),
        help: "Generated images of each class, for intra_fid, cas and diversity (default: 1000).")
    var givenPerClass: Int?
    @Option(
        name: .customLong("labels"),
        help: "Classes of generated images: uniform, or as often as in the data (default: uniform).")
    var givenLabels: LabelPrior?
    @Option(
        name: .customLong("against"),
        help: "Which part of the run's data is the reference: train or test (default: train).")
    var givenSplit: ReferenceSplit?
    @Option(name: .customLong("seed"), help: "Of the latents (default: 0).") var givenSeed: Int?
    @OptionGroup var truncation: TruncationOptions
    @OptionGroup var standing: StandingStatisticsOptions

    var checkpoint: CheckpointSelection { givenCheckpoint ?? .newest }
    var count: Int { givenCount ?? 10_000 }
    var perClass: Int { givenPerClass ?? 1000 }
    var labels: LabelPrior { givenLabels ?? .uniform }
    var split: ReferenceSplit { givenSplit ?? .train }
    var seed: Int { givenSeed ?? 0 }

    /// Names of the options that were given.
    var given: [String] {
        let all: [(String, Any?)] = [
            ("--checkpoint", givenCheckpoint), ("--samples", givenCount), ("--samples-per-class", givenPerClass),
            ("--labels", givenLabels), ("--against", givenSplit), ("--seed", givenSeed),
            ("--truncation", truncation.truncation), ("--standing-statistics", standing.batches),
        ]
        return all.filter { $0.1 != nil }.map(\.0)
    }

    /// Refuses options that would change nothing.
    /// - Throws: `CommandFailure`.
    func check(_ metrics: [MetricChoice], _ info: DatasetInfo) throws {
        if givenLabels != nil, info.labelKind != .classes {
            throw CommandFailure.wrong(
                "ganzoo: --labels chooses classes, and the run's data have none\n  fix: leave it out")
        }
        let needing: [MetricChoice] = [.intraFID, .classificationAccuracy, .diversity]
        if givenPerClass != nil, info.labelKind != .classes || !metrics.contains(where: needing.contains) {
            throw CommandFailure.wrong(
                "ganzoo: --samples-per-class belongs to intra_fid, cas and diversity, and none of them is measured"
                    + "\n  fix: leave it out, or name one of them with --metrics")
        }
    }

    func validate() throws {
        for (name, value) in [("--samples", count), ("--samples-per-class", perClass)]
        where !(2...10_000_000).contains(value) {
            throw ValidationError("\(name) \(value) is not in 2 ... 10000000")
        }
        guard seed >= 0 else { throw ValidationError("--seed \(seed) is below zero") }
    }
}
