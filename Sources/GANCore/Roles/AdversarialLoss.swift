import GANTensor

/// The adversarial objective of both networks.
public protocol AdversarialLoss: Component {
    /// The discriminator's loss, a scalar, from logits [N] of real images and [M] of generated images.
    func discriminator(real: Tensor, fake: Tensor) -> Tensor
    /// The generator's loss, a scalar, from logits [N] of generated images.
    func generator(real: Tensor?, fake: Tensor) -> Tensor
}
