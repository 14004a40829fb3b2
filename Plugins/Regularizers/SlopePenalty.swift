import GANCore
import GANTensor

/// Lengths of the discriminator's gradient at points between or around images, for penalties that hold them.
enum SlopePenalty {
    /// Random points between reals and generated images: α · real + (1 - α) · fake, one α a sample.
    static func between(_ step: StepView) throws -> Tensor {
        let (real, fake) = (try step.real().images, try step.fake().images)
        let share = step.random.uniform([fake.shape[0], 1, 1, 1], type: fake.type)
        return fake + share * (real - fake)
    }

    /// ‖∂D / ∂x‖ at `points` under the labels of the reals, not augmented: [N].
    static func lengths(at points: Tensor, _ step: StepView) throws -> Tensor {
        let points = points.detached().requiringGradient()
        let logits = step.discriminate(points, try step.real().labels).logits
        let gradients = gradient(of: logits.sum(), wrt: points, createGraph: true)  // [N, C, H, W]
        // Where the gradient is 0 its length has no gradient; the smallest of numbers under the root makes that 0.
        return (gradients.squared().sum(1, 2, 3) + 1e-20).sqrt()
    }
}
