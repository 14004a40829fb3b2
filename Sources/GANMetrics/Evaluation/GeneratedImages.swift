import GANCore
import GANModule
import GANTensor

/// What a generator makes in use. Image i depends on the seed and i alone.
package struct GeneratedImages: MeasuredImages {
    package let name = "generated"
    package let count: Int
    private let generator: any Generator
    private let facts: DatasetInfo
    private let labels: GeneratedLabels
    private let truncation: Truncation?
    private let seed: UInt64

    /// - Parameters:
    ///   - facts: what the generator was made for.
    ///   - truncation: of a generator that has styles to be truncated.
    package init(
        _ generator: any Generator, _ facts: DatasetInfo, _ labels: GeneratedLabels, count: Int,
        truncation: Truncation?, seed: UInt64
    ) {
        (self.generator, self.facts, self.labels, self.count) = (generator, facts, labels, count)
        (self.truncation, self.seed) = (truncation?.psi == 1 ? nil : truncation, seed)
    }

    package func batch(_ range: Range<Int>) throws -> (levels: Tensor, classes: [Int]) {
        let wasTraining = generator.isTraining
        generator.setTraining(false)
        defer { generator.setTraining(wasTraining) }
        let random = RandomStream(seed: seed, path: "metrics.\(labels.path)", step: range.lowerBound)
        let labels = try labels.labels(range, random, facts)
        let made = withoutGradients { self.images(random.normal([range.count, generator.latentSize]), labels, random) }
        guard made.isFinite() else {
            throw MetricError(
                "images \(range.lowerBound) to \(range.upperBound - 1) of the generator are not finite",
                fix: "its weights are lost: go back to an earlier checkpoint")
        }
        return (Levels.of(made), facts.labelKind == .classes ? classNumbers(labels) : [])
    }

    /// Path length in a network's features.
    /// - Parameter report: how many paths are done.
    /// - Throws: `MetricError` where the generator has no styles.
    package func pathLength(
        _ extractor: any FeatureExtractor, _ report: (Int) throws -> Void
    ) throws -> Double {
        try PathLengthScore(generator, extractor, seed: seed)(
            count: count, labels: { try labels.labels($0, $1, facts) }, report)
    }

    private func images(_ z: Tensor, _ labels: Tensor, _ random: RandomStream) -> Tensor {
        let pass = ForwardPass(phase: nil, random: random)
        guard let truncation, let generator = generator as? any TruncatingGenerator else {
            return generator(z, labels, pass).images
        }
        return generator.synthesize(generator.truncated(generator.latents(z, labels, pass).styles, truncation), pass)
    }
}

/// Which labels generated images have.
package enum GeneratedLabels {
    /// Drawn.
    case drawn(LabelPrior, from: any Dataset)
    /// So many of each class, one class after another.
    case each(Int)

    /// Of their random numbers.
    fileprivate var path: String {
        switch self {
        case .drawn: "drawn"
        case .each: "each"
        }
    }

    /// [N, C].
    func labels(_ range: Range<Int>, _ random: RandomStream, _ facts: DatasetInfo) throws -> Tensor {
        guard facts.labelSize > 0 else { return .zeros([range.count, 0]) }
        switch self {
        case .each(let size):
            let numbers = range.map { Int32($0 / size) }
            return Tensor(numbers, shape: [range.count]).oneHot(classes: facts.labelSize)
        case .drawn(.uniform, _) where facts.labelKind == .classes:
            return random.integers(below: facts.labelSize, [range.count]).oneHot(classes: facts.labelSize)
        case .drawn(_, let data):
            let picks = random.integers(below: data.facts.count, [range.count]).scalars(as: Int32.self)
            return try data.labels(at: picks.map(Int.init))
        }
    }
}
