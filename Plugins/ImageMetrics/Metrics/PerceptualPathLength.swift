import GANCore
import GANModule
import GANTensor

/// PPL: the change of features for a short step in W, divided by the step's square: at the path's end, without the lowest and
/// the highest percent (METHODS §13.8).
public final class PerceptualPathLength: Metric {
    public static let name = "ppl"
    public static let summary = "perceptual path length: how much features change for a short step in W"
    public static let source: String? = "Karras et al. 2019, arXiv:1812.04948, section 4.1, with VGG's LPIPS there"
    public let needs = MetricNeeds(generator: true)

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func measure(_ inputs: MetricInputs) throws -> MetricResult {
        let own = try inputs.generator()
        guard let generator = own.generator as? any StyleGenerator else {
            throw MetricError(
                "path length needs a generator with styles, but this generator has none", fix: "remove the metric ppl")
        }
        var walk = StyleWalk(generator: generator, extractor: inputs.extractor, seed: inputs.seed)
        walk.change = own.changed
        let value = try walk(count: own.count, labels: own.labels) {
            try inputs.report("measuring path lengths", done: $0, count: own.count)
        }
        return MetricResult([MetricScore(inputs.extractor.scoreName("ppl"), value, better: .lower)])
    }
}

/// Short steps between pairs of styles.
struct StyleWalk {
    let generator: any StyleGenerator
    let extractor: any FeatureExtractor
    let seed: UInt64
    /// Changes styles [N, layers, styleSize], given the labels [N, C].
    var change: (Tensor, Tensor) throws -> Tensor = { styles, _ in styles }

    private static let step = 1e-4
    private static let batch = 16

    /// - Parameters:
    ///   - labels: the labels of row i, [N, C].
    ///   - report: receives the number of finished paths.
    func callAsFunction(
        count: Int, labels: (Range<Int>, RandomStream) throws -> Tensor, _ report: (Int) throws -> Void
    ) throws -> Double {
        var lengths: [Double] = []
        for start in stride(from: 0, to: count, by: Self.batch) {
            let range = start..<min(start + Self.batch, count)
            let random = RandomStream(seed: seed, path: "metrics.ppl", step: start)
            let labels = try labels(range, random)
            lengths += try InferenceSession.run(generator) { try squaredLengths(labels, random, $0) }
            try report(range.upperBound)
        }
        return Self.trimmedMean(lengths)
    }

    private func squaredLengths(
        _ labels: Tensor, _ random: RandomStream, _ session: InferenceSession
    ) throws -> [Double] {
        let pass = session.pass(random)
        func styles() throws -> Tensor {
            let z = random.normal([labels.shape[0], generator.latentSize])
            return try change(generator.latents(z, labels, pass).styles, labels)
        }
        let (from, to) = (try styles(), try styles())
        func features(_ styles: Tensor) throws -> Tensor {
            // The same noise at both ends, and no quantizer, which would hide such a small step.
            let noise = RandomStream(seed: seed, path: "metrics.ppl.noise")
            let images = try generator.synthesize(styles, session.pass(noise))
            return try extractor(images.clamped(to: -1...1) * 127.5 + 127.5).rows.converted(to: .float64)
        }
        let moved = try features(from + (to - from) * Self.step) - features(from)
        return (moved.squared().sum(1) / (Self.step * Self.step)).scalars(as: Double.self)
    }

    /// The mean of the values between the 1st percentile, rounded down, and the 99th, rounded up.
    static func trimmedMean(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return .nan }
        let (low, high) = (Int(0.01 * Double(sorted.count - 1)), Int((0.99 * Double(sorted.count - 1)).rounded(.up)))
        let kept = sorted[low...high]
        return kept.reduce(0, +) / Double(kept.count)
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(PerceptualPathLength.self) }
