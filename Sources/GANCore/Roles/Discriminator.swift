import GANModule
import GANTensor

/// Classifies images as real or generated, given their labels.
public protocol Discriminator: Component, Module {
    /// Maps its labels to embeddings; nil for a discriminator that reads labels itself or not at all.
    var conditioner: (any Conditioner)? { get }
    /// Its last part, if that is a component.
    var head: (any DiscriminatorHead)? { get }
    /// Whether it judges parts of each image, so that logits are [N, P]; the default is whether its head does.
    var judgesParts: Bool { get }
    /// Paths of the modules with weights of their own, from the image to the logits, without those that only labels use.
    /// Recipes count layers in this order, as `freeze: {discriminator_layers: 4}` does. A network that declares its layers in
    /// it returns `declaredLayers`.
    var layerOrder: [String] { get }

    /// Judges `images` [N, C, H, W]. An unconditional discriminator ignores `labels` [N, C].
    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput
}

extension Discriminator {
    public var head: (any DiscriminatorHead)? { nil }
    public var judgesParts: Bool { head?.judgesParts ?? false }

    /// The output for a component that runs the discriminator outside the passes that it declares. An error names the
    /// discriminator, not the component.
    public func output(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput {
        try pass.locating("discriminator") {
            let output = try self(images, labels, pass)
            try OutputRules.here.output(output, of: self, count: images.shape[0], judgesParts: judgesParts)
            return output
        }
    }
}

/// Losses and penalties read it, so its tensors are in their accumulation type whatever type the layers use.
public struct DiscriminatorOutput {
    /// [N], or [N, patches] if the network judges parts of an image; positive means real.
    public var logits: Tensor
    /// [N, F], the input of the last layer, if the discriminator exposes it.
    public var features: Tensor?
    /// Further outputs of its head for each image, by the head's own names: [N, …].
    public var evidence: [String: Tensor]

    public init(logits: Tensor, features: Tensor? = nil, evidence: [String: Tensor] = [:]) {
        (self.logits, self.features) = (logits.widened(), features?.widened())
        self.evidence = evidence.mapValues { $0.widened() }
    }

    /// The output with its values as constants: no gradient flows through it.
    package func detached() -> DiscriminatorOutput {
        mapped { $0.detached() }
    }

    /// The output for some of the images.
    package func rows(_ range: Range<Int>) -> DiscriminatorOutput { mapped { $0.rows(range) } }

    private func mapped(_ body: (Tensor) -> Tensor) -> DiscriminatorOutput {
        DiscriminatorOutput(
            logits: body(logits), features: features.map(body), evidence: evidence.mapValues(body))
    }
}
