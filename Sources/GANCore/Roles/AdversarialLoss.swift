import GANTensor

/// What the two networks play for.
public protocol AdversarialLoss: Component {
    /// The discriminator's loss, a scalar, of logits [N] of reals and [M] of fakes.
    func discriminator(real: Tensor, fake: Tensor) -> Tensor
    /// The generator's loss, a scalar, of logits [N] of fakes.
    func generator(fake: Tensor) -> Tensor
}
