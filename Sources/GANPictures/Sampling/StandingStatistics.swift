import GANCore
import GANModule
import GANTensor

extension Generator {
    /// Runs `body` with standing statistics; afterwards the running statistics of training are restored.
    /// - Parameters:
    ///   - batches: nil for no standing statistics.
    /// - labels: see `takeStandingStatistics`.
    /// - report: likewise. Its errors stop the work.
    package func withStandingStatistics<Result>(
        batches: Int?, labels: [[Float]], report: (_ done: Int) throws -> Void, _ body: () throws -> Result
    ) throws -> Result {
        guard let batches else { return try body() }
        return try keepingState(of: [self]) {
            try takeStandingStatistics(batches: batches, labels: labels, report: report)
            return try body()
        }
    }

    /// Computes standing statistics without progress reports.
    package func takeStandingStatistics(batches: Int, labels: [[Float]]) throws {
        try takeStandingStatistics(batches: batches, labels: labels) { _ in }
    }

    /// Standing statistics (Brock et al. 2019, arXiv:1809.11096, appendix D): replaces the running statistics of batch
    /// normalization by the means over batches of 64 random latents.
    /// - Parameters:
    /// - labels: labels of the images, used in turn.
    /// - report: called before each batch with the number of finished ones. If it throws, the running statistics stay.
    package func takeStandingStatistics(
        batches: Int, labels: [[Float]], report: (_ done: Int) throws -> Void
    ) throws {
        let size = 64
        try InferenceSession.changingBuffers(of: self) { session in
            try gatherStatistics {
                for batch in 0..<batches {
                    try report(batch)
                    let random = RandomStream(seed: 0, path: "generate.standing", step: batch)
                    let z = random.normal([size, latentSize])
                    let rows = (0..<size).flatMap { labels[(batch * size + $0) % labels.count] }
                    _ = try output(z, Tensor(rows, shape: [size, labels[0].count]), session.pass(random))
                }
            }
        }
    }
}
