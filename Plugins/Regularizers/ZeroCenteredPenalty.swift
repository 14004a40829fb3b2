import GANCore
import GANTensor

/// The keys of gradient penalties that are means over images.
public struct GradientPenaltySettings: ComponentSettings {
    @Setting("images weigh as much as this sampler would draw their class more often than the data; null: all the same")
    public var classWeights: ComponentReference<any Sampler>? = nil

    public init() {}
}

/// R1 and R2: gradient penalties at real or at generated images, centered at zero.
enum ZeroCenteredPenalty {
    /// ½ · mean over images of ‖∂D(x) / ∂x‖², with respect to the images before augmentation, through the augmenter.
    /// - Parameters:
    ///   - pass: its images are a leaf of the graph.
    ///   - weights: of the images in the mean.
    static func penalty(
        _ pass: DiscriminatorPass, _ weights: ImageWeights, at position: TrainingPosition
    ) throws -> Tensor {
        // A row's logit also depends on other rows through minibatch statistics; as published, the gradient includes that.
        let gradients = gradient(of: try pass.logits.sum(), wrt: try pass.images, createGraph: true)  // [N, C, H, W]
        return try 0.5 * weights.mean(gradients.squared().sum(1, 2, 3), labels: pass.labels, at: position)
    }
}
