import GANModule
import GANTensor

/// Latents [N, 4] and classes to points.
final class RingGenerator: Module {
    static let latentSize = 4
    private let hidden: [Linear]
    private let point: Linear

    init(random: RandomStream) {
        hidden = [Linear(Self.latentSize + Ring.classes, 96, random: random), Linear(96, 96, random: random)]
        point = Linear(96, 2, random: random)
    }

    func callAsFunction(_ z: Tensor, _ classes: Tensor) -> Tensor {
        let x = concatenate([z, classes.oneHot(classes: Ring.classes)], axis: 1)
        return point(hidden.reduce(x) { $1($0, .leakyRelu(slope: 0.2)) })
    }
}

/// Points and classes to logits [N], conditioned by projection (Miyato & Koyama 2018, arXiv:1802.05637).
final class RingDiscriminator: Module {
    private let hidden: [Linear]
    private let logit: Linear
    @Parameter private var embedding: Tensor  // [classes, 96]

    init(random: RandomStream) {
        hidden = [Linear(2, 96, random: random), Linear(96, 96, random: random)]
        logit = Linear(96, 1, random: random)
        embedding = random.normal([Ring.classes, 96]) * 0.1
    }

    func callAsFunction(_ points: Tensor, _ classes: Tensor) -> Tensor {
        let features = hidden.reduce(points) { $1($0, .leakyRelu(slope: 0.2)) }
        return logit(features).reshaped(-1) + (features * embedding.rows(at: classes)).sum(1)
    }
}
