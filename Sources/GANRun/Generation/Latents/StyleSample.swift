import GANCore
import GANTensor

/// W of random latents, as a sample of the space.
struct StyleSample {
    /// [1, layers, styleSize].
    let mean: Tensor
    /// Root mean square distance of a vector of W from the mean.
    let deviation: Double
    /// Of vectors of W: [styleSize, styleSize] of float64.
    let covariance: Tensor

    /// As many as the published projector takes (METHODS §14).
    private static let count = 10_000
    private static let batch = 250

    /// - Parameters:
    ///   - labels: each equally often.
    ///   - seed: of the latents.
    /// - Throws: `RunError` without a label; errors of the generator.
    init(_ generator: any StyleGenerator, labels: [[Float]], seed: UInt64) throws {
        guard let size = labels.first?.count else {
            throw RunError.unfit("the run stores no labels to draw W for\n  fix: name a label")
        }
        var (sum, vectors) = (Tensor?.none, [Tensor]())
        try InferenceSession.run(generator) { session in
            for start in stride(from: 0, to: Self.count, by: Self.batch) {
                let random = RandomStream(seed: seed, path: "latents.sample", step: start)
                let z = random.normal([Self.batch, generator.latentSize])
                let own = (0..<Self.batch).flatMap { labels[(start + $0) % labels.count] }
                let rows = Tensor(own, shape: [Self.batch, size])
                let latents = try generator.styleLatents(z, rows, session.pass(random))
                let part = latents.styles.sum(0, keepDims: true)
                sum = sum.map { $0 + part } ?? part
                vectors.append(latents.mapped)
            }
        }
        mean = (sum ?? Tensor(0)) / Double(Self.count)
        let all = concatenate(vectors, axis: 0).converted(to: .float64)
        let centered = all - all.mean(0, keepDims: true)
        var scatter = ScatterMatrix(centered.shape[1])
        scatter.add(centered)
        covariance = scatter.matrix / Double(Self.count)
        deviation = (centered.squared().sum().item() / Double(Self.count)).squareRoot()
    }
}
