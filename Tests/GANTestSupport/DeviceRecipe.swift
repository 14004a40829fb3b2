/// Small recipes with all that the long-tailed ones for a GPU use: NoisyTwins, ADA and R1 on small procedural images.
package enum DeviceRecipe: String, CaseIterable, Sendable {
    case styleGAN2 = "stylegan2"
    case bigGAN = "biggan"

    /// BigGAN's published widths begin at 32 pixels.
    private var resolution: Int { self == .bigGAN ? 32 : 16 }

    /// - Parameter train: more settings of `train`, such as `kimg: 0.16`.
    package func text(train: String) -> String {
        let networks =
            switch self {
            case .styleGAN2:
                [
                    "generator: {type: stylegan2, z_dim: 8, w_dim: 8, mapping_layers: 2, channel_base: 128, channel_max: 8}",
                    "discriminator: {type: stylegan2, channel_base: 128, channel_max: 8}",
                    "loss: logistic", "train: {batch: 8, \(train)}",
                ]
            case .bigGAN:
                [
                    "generator: {type: biggan, ch: 4, z_dim: 20, shared_dim: 8, initialization: orthogonal}",
                    "discriminator: {type: biggan, ch: 4, initialization: orthogonal}",
                    "loss: hinge",
                    "train: {batch: 8, joint_batch: true, first: discriminator, fake_sampler: shuffled,"
                        + " average: {kimg: 10, buffers: averaged}, \(train)}",
                ]
            }
        let lines =
            [
                "recipe: 2",
                "data: {type: shapes, resolution: \(resolution), per_class: 40, long_tail: {profile: exponential, ratio: 10}}",
            ] + networks + [
                "conditioner: {type: noisy_embedding, sigma: 0.25, effective_number_beta: 0.99}",
                "augment: {type: ada, preset: bgc, p: 0.3}",
                "regularizers: {r1: {weight: 0.1, every: 4}, noisy_twins: {weight: 0.01, off_diagonal: 0.05}}",
            ]
        return lines.joined(separator: "\n") + "\n"
    }
}
