import ArgumentParser
import GANCore
import GANMetrics
import GANModule
import GANTensor

struct FeaturesScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Computes scores from two files of features, of `extract` or of another program.",
        discussion: """
            Each is a safetensors file with `rows` [N, D]. Prints the Fréchet distance, KID, precision, recall, density and coverage. With \
            settings: --metrics '{type: fid, ddof: 0}' '{type: prdc, neighbors: 3}'.
            """)
    @OptionGroup var plugins: PluginOptions
    @OptionGroup var threads: ThreadsOption
    @Argument(help: "Features of real images.", completion: .file(extensions: ["safetensors"])) var real: String
    @Argument(help: "Features of the other images.", completion: .file(extensions: ["safetensors"])) var fake: String
    @Option(
        parsing: .upToNextOption,
        help: "Metrics that need only features (default: fid kid prdc).",
        completion: .components(.metric))
    var metrics: [String] = ["fid", "kid", "prdc"]

    func run() throws {
        do {
            try threads.use()
            try plugins.load()
            let chosen = try ChosenMetric.all(MetricArguments.read(metrics), .unknown)
            for metric in chosen where !metric.needs.isOfFeatures {
                throw CommandFailure.wrong(
                    "ganzoo: `\(metric.name)` needs more than features\n  fix: choose others, such as fid, kid and prdc"
                )
            }
            for note in try FeaturesOrigin.differences(
                SafetensorsFile(path: real).metadata, SafetensorsFile(path: fake).metadata)
            { printError("note: \(note)") }
            for metric in chosen { try show(metric) }
        } catch let failure as CommandFailure { throw failure } catch { throw CommandFailure.failed(error.words) }
    }

    private func show(_ metric: ChosenMetric) throws {
        let inputs = MetricInputs(
            metric: metric.name, needs: metric.needs, StoredFeatures(), MetricInputs.Info(), seed: 0,
            FeatureFiles(real: real, fake: fake))
        for score in try metric.measure(inputs).scores {
            printLine("\(score.name) \(score.value)")
            if let deviation = score.deviation { printLine("\(score.name)_deviation \(deviation)") }
        }
    }
}

extension MetricNeeds {
    /// Whether features of two sets of images are enough.
    fileprivate var isOfFeatures: Bool {
        features.isSubset(of: [.real, .generated]) && images.isEmpty && !classes && !generator
    }
}

/// Features from files. Each is read when a metric asks for it, so that both need not be in memory at once.
private struct FeatureFiles: MetricInputProvider {
    let real: String
    let fake: String

    func features(_ set: MeasuredSet) throws -> Features? {
        switch set {
        case .real: try Features(SafetensorsFile(path: real), name: "real")
        case .generated: try Features(SafetensorsFile(path: fake), name: "other")
        case .generatedByClass, .training: nil
        }
    }

    func images(_ set: MeasuredSet) -> (any MeasuredImages)? { nil }
    var generator: MeasuredGenerator? { nil }
    func trainingClassNames() -> [String] { [] }
    func report(_ step: PreparationStep) {}
}

/// The unknown network that features in files are from. It is not registered.
private final class StoredFeatures: FeatureExtractor {
    static let name = "features"
    static let summary = "features in a file"
    static let distanceName = "frechet_distance"
    static let distanceTitle = "Fréchet distance"
    static let scoreSuffix = ""
    let dimension = 0
    let preparation = ImagePreparation(side: 1, .bilinear, clips: false, centers: [0], scales: [1])

    init() {}

    init(_ settings: NoSettings, _ build: BuildContext) {}

    func features(of images: Tensor) throws -> ExtractedFeatures {
        throw MetricError("files of features contain no images", fix: "use `ganzoo evaluate`")
    }
}
