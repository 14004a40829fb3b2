import GANModule
import GANTensor

/// Judges images, given their labels.
public protocol Discriminator: Component, Module {
    /// What turns its labels into embeddings; nothing for one that needs none.
    var conditioner: (any Conditioner)? { get }
    /// Its last part, where that is a component.
    var head: (any DiscriminatorHead)? { get }

    /// - Parameters:
    ///   - images: [N, C, H, W].
    ///   - labels: [N, C]; ignored by an unconditional discriminator.
    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput
}

extension Discriminator {
    public var head: (any DiscriminatorHead)? { nil }
}

public struct DiscriminatorOutput {
    /// [N], or [N, patches] where parts of an image are judged; above zero for real.
    public var logits: Tensor
    /// [N, F], before the last layer, of a discriminator that shows them.
    public var features: Tensor?
    /// What else its head says of each image, by the head's own names: [N, …].
    public var evidence: [String: Tensor]

    public init(logits: Tensor, features: Tensor? = nil, evidence: [String: Tensor] = [:]) {
        (self.logits, self.features, self.evidence) = (logits, features, evidence)
    }

    /// The same values as constants.
    package func detached() -> DiscriminatorOutput {
        mapped { $0.detached() }
    }

    /// Some of the images.
    package func rows(_ range: Range<Int>) -> DiscriminatorOutput { mapped { $0.rows(range) } }

    private func mapped(_ body: (Tensor) -> Tensor) -> DiscriminatorOutput {
        DiscriminatorOutput(
            logits: body(logits), features: features.map(body), evidence: evidence.mapValues(body))
    }
}
