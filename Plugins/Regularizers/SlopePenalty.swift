import GANCore
import GANTensor

/// Norms of the discriminator's gradient at points between or around images, for gradient penalties.
enum SlopePenalty {
    /// Random points between real and generated images: α · real + (1 - α) · fake, one α per sample.
    static func between(_ step: StepView) throws -> Tensor {
        let (real, fake) = (try step.real().images, try step.fake().images)
        let share = step.random.uniform([fake.shape[0], 1, 1, 1], dtype: fake.dtype)
        return fake + share * (real - fake)
    }

    /// ‖∂D / ∂x‖ at `points` with the labels of the real images, not augmented: [N].
    static func lengths(at points: Tensor, _ step: StepView) throws -> Tensor {
        let points = points.detached().requiringGradient()
        let logits = try step.discriminate(points, try step.real().labels).logits
        let gradients = gradient(of: logits.sum(), wrt: points, createGraph: true)  // [N, C, H, W]
        // The norm of a zero gradient has no gradient; the smallest number under the root makes it 0.
        return (gradients.squared().sum(1, 2, 3) + 1e-20).sqrt()
    }
}
