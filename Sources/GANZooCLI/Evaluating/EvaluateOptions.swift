import ArgumentParser
import GANCore
import GANMetrics
import GANRun

extension LabelPrior: ExpressibleByArgument {}
extension ReferenceSplit: ExpressibleByArgument {}

/// Options of the measurement.
struct MeasureOptions: ParsableArguments {
    @OptionGroup var extractor: ExtractorOptions
    @Option(
        parsing: .upToNextOption,
        help:
            "Metrics: fid kid cmmd is prdc intra_fid cas gan_test calibration few_shot_fid intra_prdc feature_variance diversity ppl, or others from `ganzoo component list metric`; with settings: '{type: kid, subsets: 50}' (default: those of fid, kid, is, prdc and intra_fid that the images allow). Write overrides such as data.resolution=64 before this option.",
        completion: .components(.metric))
    var metrics: [String] = []

    /// Those that were asked for, or the default ones.
    /// - Throws: `CommandFailure`; `RecipeError`.
    func metrics(_ info: DatasetInfo, _ features: ChosenFeatures) throws -> [ChosenMetric] {
        guard !metrics.isEmpty else { return try features.defaultMetrics(info) }
        return try ChosenMetric.all(MetricArguments.read(metrics), info)
    }
}

/// Options for the generated images of a run.
struct SampleOptions: ParsableArguments {
    @Option(
        name: .customLong("checkpoint"),
        help: "The checkpoint: `newest`, `best` (by the first metric of the run) or a step (default: newest).",
        transform: CheckpointSelection.option)
    var givenCheckpoint: CheckpointSelection?
    @Option(name: .customLong("samples"), help: "Number of generated images (default: 10000).") var givenCount: Int?
    @Option(
        name: .customLong("samples-per-class"),
        help:
            "Generated images of each class, attribute or bin of a label vector, for metrics that measure each (default: 1000)."
    )
    var givenPerClass: Int?
    @Option(
        name: .customLong("labels"),
        help: "Labels of generated images: uniform, or distributed as in the training data (default: uniform).")
    var givenLabels: LabelPrior?
    @Option(
        name: .customLong("against"),
        help: "The part of the run's data to compare with: train or test (default: train).")
    var givenSplit: ReferenceSplit?
    @Option(name: .customLong("seed"), help: "Seed of the latents (default: 0).") var givenSeed: Int?
    @Option(
        help:
            "To test metrics, damage the rarer half of the classes: `shrink=0.5` moves W half way to the mean of the class, `swap=0.25` shows a frequent class in a quarter of the images.",
        transform: { text in
            guard let kind = GeneratorDamage.Kind(text) else {
                throw ValidationError(
                    "`\(text.prefix(60))` is not shrink=NUMBER or swap=NUMBER with a number in 0 ... 1")
            }
            return kind
        })
    var damage: GeneratorDamage.Kind?
    @OptionGroup var truncation: TruncationOptions
    @OptionGroup var center: TruncationCenterOptions
    @OptionGroup var standing: StandingStatisticsOptions

    var checkpoint: CheckpointSelection { givenCheckpoint ?? .newest }
    var count: Int { givenCount ?? 10_000 }
    var perClass: Int { givenPerClass ?? 1000 }
    var labels: LabelPrior { givenLabels ?? .uniform }
    var split: ReferenceSplit { givenSplit ?? .train }
    var seed: Int { givenSeed ?? 0 }

    /// The names of the given options.
    var given: [String] {
        let all: [(String, Any?)] = [
            ("--checkpoint", givenCheckpoint), ("--samples", givenCount), ("--samples-per-class", givenPerClass),
            ("--labels", givenLabels), ("--against", givenSplit), ("--seed", givenSeed),
            ("--truncation", truncation.truncation), ("--truncation-center", center.given), ("--damage", damage),
            ("--standing-statistics", standing.batches),
        ]
        return all.filter { $0.1 != nil }.map(\.0)
    }

    /// Checks for options that would have no effect.
    /// - Throws: `CommandFailure`.
    func check(_ metrics: [ChosenMetric], _ info: DatasetInfo) throws {
        if givenLabels != nil, info.labelKind != .classes {
            throw CommandFailure.wrong(
                "ganzoo: --labels chooses classes, but the run's data have no classes\n  fix: omit it")
        }
        if givenPerClass != nil, info.labelKind == .none || !metrics.read(.generatedByClass) {
            throw CommandFailure.wrong(
                "ganzoo: --samples-per-class has no effect, because no chosen metric measures each class"
                    + "\n  fix: omit it, or add intra_fid or another such metric to --metrics")
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
