import GANModule
import GANTensor

/// Changes what the discriminator sees, real and generated alike. Built from differentiable operations, so that a penalty
/// may differentiate through it twice.
public protocol Augmenter: Component, Module {
    /// - Parameter images: [N, C, H, W].
    /// - Returns: the same shape.
    func callAsFunction(_ images: Tensor, random: RandomStream) -> Tensor
}
