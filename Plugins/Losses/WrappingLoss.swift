import GANCore
import GANTensor

/// A loss that changes the logits that another loss is computed of.
public protocol WrappingLoss: AdversarialLoss {
    /// Computes the loss.
    var inner: any AdversarialLoss { get }
}

extension WrappingLoss {
    public var generatorReadsReals: Bool { inner.generatorReadsReals }

    public func discriminator(real: Tensor, fake: Tensor) throws -> Tensor {
        try inner.discriminatorLoss(real: real, fake: fake)
    }

    public func generator(real: Tensor?, fake: Tensor) throws -> Tensor {
        try inner.generatorLoss(real: real, fake: fake)
    }

    /// The logits as the inner loss adjusts them.
    func adjustedByInner(
        _ logits: Tensor, labels: Tensor, in phase: Phase, _ priors: LabelPriors
    ) throws -> Tensor {
        try (inner as? any LabelReadingLoss)?.adjusted(logits, labels: labels, in: phase, priors) ?? logits
    }
}
