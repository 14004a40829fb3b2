import GANModule
import GANTensor

/// Judges images, given their labels.
public protocol Discriminator: Component, Module {
    /// What turns its labels into embeddings; nothing for one that needs none.
    var conditioner: (any Conditioner)? { get }

    /// - Parameters:
    ///   - images: [N, C, H, W].
    ///   - labels: [N, C]; ignored by an unconditional discriminator.
    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput
}

public struct DiscriminatorOutput {
    /// [N]; above zero for real.
    public var logits: Tensor
    /// [N, F], before the last layer, of a discriminator that shows them.
    public var features: Tensor?

    public init(logits: Tensor, features: Tensor? = nil) { (self.logits, self.features) = (logits, features) }

    /// The same values as constants.
    package func detached() -> DiscriminatorOutput {
        DiscriminatorOutput(logits: logits.detached(), features: features?.detached())
    }
}
