import GANCore
import GANModule
import GANTensor

/// PPL: the change of features for a short step in W, divided by the step's square (Karras et al. 2019,
/// arXiv:1812.04948, section 4.1): at the path's end, without the lowest and the highest percent (METHODS §13.8).
///
/// The published score uses VGG's LPIPS; another network gives another scale.
package struct PathLengthScore {
    private let generator: any StyleGenerator
    private let extractor: any FeatureExtractor
    private let seed: UInt64

    private static let step = 1e-4
    private static let batch = 16

    /// - Throws: `MetricError` if the generator has no styles.
    package init(
        _ generator: any Generator, _ extractor: any FeatureExtractor, seed: UInt64
    ) throws(MetricError) {
        guard let generator = generator as? any StyleGenerator else {
            throw MetricError(
                "path length needs a generator with styles, but this generator has none", fix: "remove the metric ppl")
        }
        (self.generator, self.extractor, self.seed) = (generator, extractor, seed)
    }

    /// - Parameters:
    /// - labels: the labels of row i, [N, C].
    /// - report: receives the number of finished paths.
    package func callAsFunction(
        count: Int, labels: (Range<Int>, RandomStream) throws -> Tensor, _ report: (Int) throws -> Void
    ) throws -> Double {
        let wasTraining = generator.isTraining
        generator.setTraining(false)
        defer { generator.setTraining(wasTraining) }
        var lengths: [Double] = []
        for start in stride(from: 0, to: count, by: Self.batch) {
            let range = start..<min(start + Self.batch, count)
            let random = RandomStream(seed: seed, path: "metrics.ppl", step: start)
            let labels = try labels(range, random)
            lengths += try withoutGradients { try squaredLengths(labels, random) }
            try report(range.upperBound)
        }
        return Self.trimmedMean(lengths)
    }

    private func squaredLengths(_ labels: Tensor, _ random: RandomStream) throws -> [Double] {
        let pass = ForwardPass(phase: nil, random: random)
        func styles() throws -> Tensor {
            try generator.latents(random.normal([labels.shape[0], generator.latentSize]), labels, pass).styles
        }
        let (from, to) = (try styles(), try styles())
        func features(_ styles: Tensor) throws -> Tensor {
            // The same noise at both ends, and no quantizer, which would hide such a small step.
            let noise = RandomStream(seed: seed, path: "metrics.ppl.noise")
            let images = try generator.synthesize(styles, ForwardPass(phase: nil, random: noise))
            return extractor(images.clamped(to: -1...1) * 127.5 + 127.5).rows.converted(to: .float64)
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
