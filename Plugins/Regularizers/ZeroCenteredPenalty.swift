import GANCore
import GANTensor

/// R1 and R2: gradient penalties at real or at generated images, centered at zero.
public class ZeroCenteredPenalty: GradientPenalty {
    /// ½ · weighted mean over images of ‖∂D(x) / ∂x‖², with respect to the images before augmentation, through the augmenter.
    /// - Parameter pass: its images are a leaf of the graph.
    final func penalty(of pass: DiscriminatorPass, at position: TrainingPosition) throws -> Tensor {
        // A row's logit also depends on other rows through minibatch statistics; as published, the gradient includes that.
        let gradients = gradient(of: try pass.logits.sum(), wrt: try pass.images, createGraph: true)  // [N, C, H, W]
        return try 0.5 * weights.mean(gradients.squared().sum(1, 2, 3), labels: pass.labels, at: position)
    }
}
