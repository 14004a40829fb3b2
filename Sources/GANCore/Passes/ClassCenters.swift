import GANTensor

/// What truncation moves styles towards.
package enum TruncationCenter: String, CaseIterable, Codable, Sendable {
    /// The generator's own mean over all classes.
    case all
    /// The mean over latents of the image's own class.
    case `class`
}

/// The mean styles of classes, each computed when it is first needed: w becomes μ + ψ (w - μ) (METHODS §19.4).
package final class ClassCenters {
    private let generator: any StyleGenerator
    /// [1, layers, styleSize] by label.
    private var means: [[Float]: Tensor] = [:]

    /// Number of latents of a mean.
    private static let count = 4096
    private static let batch = 256

    package init(_ generator: any StyleGenerator) { self.generator = generator }

    /// - Parameters:
    ///   - styles: [N, layers, styleSize].
    ///   - labels: [N, labelSize].
    package func truncated(_ styles: Tensor, _ labels: Tensor, _ truncation: Truncation) throws -> Tensor {
        let (count, all, size) = (styles.shape[0], styles.shape[1], labels.shape[1])
        let values = labels.scalars(as: Float.self)
        let center = concatenate(
            try (0..<count).map { try mean(Array(values[$0 * size..<($0 + 1) * size])) }, axis: 0)
        let moved = center + (styles - center) * truncation.psi
        let layers = min(max(truncation.layers ?? all, 0), all)
        return layers == all
            ? moved : concatenate([moved.sliced(1, 0..<layers), styles.sliced(1, layers..<all)], axis: 1)
    }

    /// The mean over the same latents for every class.
    private func mean(_ label: [Float]) throws -> Tensor {
        if let known = means[label] { return known }
        let sum: Tensor = try InferenceSession.run(generator) { session in
            var sum: Tensor?
            for start in stride(from: 0, to: Self.count, by: Self.batch) {
                let z = RandomStream(seed: 0, path: "generate.class_mean", step: start)
                    .normal([Self.batch, generator.latentSize])
                let labels = Tensor(label, shape: [1, label.count]).broadcast(to: [Self.batch, label.count])
                let pass = session.pass(RandomStream(seed: 0, path: "generate.noise"))
                let part = try generator.latents(z, labels, pass).styles.sum(0, keepDims: true)
                sum = sum.map { $0 + part } ?? part
            }
            return (sum ?? Tensor(0)).detached()
        }
        let mean = sum * (1 / Double(Self.count))
        means[label] = mean
        return mean
    }
}
