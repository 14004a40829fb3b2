import GANTensor

/// A step of latents z [N, latentSize] along a gradient.
package enum LatentStep {
    /// Langevin dynamics of discriminator driven latent sampling (Che et al. 2020, arXiv:2003.06060, algorithm 1) without the Metropolis
    /// correction: z - ε/2 · ∇E(z) + √ε · n, with E(z) = ‖z‖² / 2 - D(G(z)).
    case langevin(rate: Double)
    /// Ascent of log p(y | G(z)) - pull / 2 · ‖z - start‖².
    case ascent(rate: Double, pull: Double)

    /// - Parameters:
    ///   - slope: gradient at z of the sum over images of D(G(z)), or of log p(y | G(z)).
    ///   - start: the latents before the first step.
    ///   - noise: standard normal numbers, as many as z has.
    package func moved(_ z: Tensor, along slope: Tensor, from start: Tensor, noise: Tensor) -> Tensor {
        switch self {
        case .langevin(let rate): z - (z - slope) * (rate / 2) + noise * rate.squareRoot()
        case .ascent(let rate, let pull): z + (slope - (z - start) * pull) * rate
        }
    }
}
