import GANModule
import GANTensor

/// Changes what the discriminator sees, real and generated alike. Built from differentiable operations, so that a penalty
/// may differentiate through it twice.
public protocol Augmenter: Component, Module {
    /// - Parameter images: [N, C, H, W].
    /// - Returns: the same shape.
    func callAsFunction(_ images: Tensor, random: RandomStream) -> Tensor
}

/// Capability of an augmenter: some reals give way to other images before anything else is done with them, so that whatever is
/// computed of reals is computed of those.
public protocol RealReplacer: Augmenter {
    /// - Parameters:
    ///   - reals: [N, C, H, W].
    ///   - row: the first one's number in the step's batch.
    /// - Returns: the same shape.
    func replacing(_ reals: Tensor, from row: Int, random: RandomStream) -> Tensor
}
