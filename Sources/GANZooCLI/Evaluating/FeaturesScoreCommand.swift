import ArgumentParser
import GANMetrics
import GANModule

struct FeaturesScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score", abstract: "Compares two files of features, those of `extract` or another program's.",
        discussion:
            "Each holds `rows` [N, D] as safetensors. Prints the Fréchet distance, KID, precision, recall, density and coverage."
    )
    @Argument(help: "Of real images.", completion: .file(extensions: ["safetensors"])) var real: String
    @Argument(help: "Of other images.", completion: .file(extensions: ["safetensors"])) var fake: String
    @Option(parsing: .upToNextOption, help: "Which: fid kid prdc (default: all).") var metrics: [MetricChoice] = []
    @Option(help: "Taken off the count in covariances, for fid (default: 1).") var ddof: Int?
    @Option(
        name: .customLong("neighbours"), help: "k of precision, recall, density and coverage, for prdc (default: 5).")
    var neighbors: Int?

    func validate() throws {
        if let ddof, !(0...1).contains(ddof) { throw ValidationError("--ddof \(ddof) is neither 0 nor 1") }
        for metric in metrics where ![.fid, .kid, .prdc].contains(metric) {
            throw ValidationError("`\(metric.rawValue)` needs more than features: fid, kid and prdc do not")
        }
        if ddof != nil, !wants(.fid) { throw ValidationError("--ddof belongs to fid, which --metrics leaves out") }
        if neighbors != nil, !wants(.prdc) {
            throw ValidationError("--neighbours belongs to prdc, which --metrics leaves out")
        }
    }

    func run() throws {
        do {
            for note in try FeaturesOrigin.differences(
                SafetensorsFile(path: real).metadata, SafetensorsFile(path: fake).metadata)
            { printError("note: \(note)") }
            if wants(.fid) {
                let distance = try gaussian(real, "real").distance(to: gaussian(fake, "other"))
                show("frechet_distance", distance)
            }
            if wants(.kid) || wants(.prdc) { try showPairs(features(real, "real"), features(fake, "other")) }
        } catch { throw CommandFailure.failed("\(error)") }
    }

    private func wants(_ metric: MetricChoice) -> Bool { metrics.isEmpty || metrics.contains(metric) }

    private func showPairs(_ real: Features, _ fake: Features) throws {
        if wants(.kid) {
            let kid = try KernelDistance.overSubsets(real.rows, fake.rows, seed: 0)
            show("kid", kid.mean)
            show("kid_deviation", kid.deviation)
        }
        guard wants(.prdc) else { return }
        let found = try Neighborhoods(real.rows, fake.rows, neighbors: neighbors ?? 5)
        show("precision", found.precision)
        show("recall", found.recall)
        show("density", found.density)
        show("coverage", found.coverage)
    }

    /// The features themselves are let go before others are read.
    private func gaussian(_ path: String, _ name: String) throws -> FeatureGaussian {
        try FeatureGaussian(of: features(path, name).rows, ddof: ddof ?? 1)
    }

    private func features(_ path: String, _ name: String) throws -> Features {
        try Features(SafetensorsFile(path: path), name: name)
    }

    private func show(_ name: String, _ value: Double) { printLine("\(name) \(value)") }
}
