import GANModule
import GANTensor

/// Augments the discriminator's input, real and generated images alike. Uses differentiable operations, so that a penalty
/// can differentiate through it twice.
public protocol Augmenter: Component, Module {
    /// The augmented images, with the shape of `images` [N, C, H, W].
    func callAsFunction(_ images: Tensor, random: RandomStream) throws -> Tensor
}

extension Augmenter {
    /// The augmented images for a component that has this augmenter as a part. An error names the augmenter, not its owner.
    /// `key` is that of the owner's setting that names the augmenter.
    public func augmented(_ images: Tensor, random: RandomStream, key: String = "augmenter") throws -> Tensor {
        try ComponentError.locating(part: key) {
            let result = try self(images, random: random)
            try OutputRules.here.augmented(result, from: images, of: self)
            return result
        }
    }
}

/// Capability of an augmenter: it replaces some real images by other images before any other processing, so that everything
/// computed from real images uses the replaced ones.
public protocol RealReplacer: Augmenter {
    /// The images to use, with the shape of `reals` [N, C, H, W]. `row` is the index of the first image in the step's batch.
    func replacing(_ reals: Tensor, from row: Int, random: RandomStream) throws -> Tensor
}
