import GANCore
import GANModule
import GANTensor

extension Generator {
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
