import GANCore
import GANModule
import GANTensor

extension Generator {
    /// `body`, with standing statistics meanwhile: afterwards those that training stored are there again.
    /// - Parameters:
    ///   - batches: nil for no standing statistics.
    ///   - labels: as of `takeStandingStatistics`.
    package func withStandingStatistics<Result>(
        batches: Int?, labels: [[Float]], _ body: () throws -> Result
    ) rethrows -> Result {
        guard let batches else { return try body() }
        let before = buffers().map { ($0.buffer, $0.buffer.value) }
        defer { for (buffer, value) in before { _ = buffer.setValue(value) } }
        takeStandingStatistics(batches: batches, labels: labels)
        return try body()
    }

    /// Standing statistics (Brock et al. 2019, arXiv:1809.11096, appendix D): in place of what training stored, batch normalization
    /// takes the means over batches of 64 drawn latents.
    /// - Parameter labels: those that images are made of, in turn: each as often as any other.
    package func takeStandingStatistics(batches: Int, labels: [[Float]]) {
        let wasTraining = isTraining
        setTraining(false)
        defer { setTraining(wasTraining) }
        let size = 64
        gatherStatistics {
            for batch in 0..<batches {
                let random = RandomStream(seed: 0, path: "generate.standing", step: batch)
                let z = random.normal([size, latentSize])
                let rows = (0..<size).flatMap { labels[(batch * size + $0) % labels.count] }
                let pass = ForwardPass(phase: nil, random: random)
                withoutGradients { _ = self(z, Tensor(rows, shape: [size, labels[0].count]), pass) }
            }
        }
    }
}
