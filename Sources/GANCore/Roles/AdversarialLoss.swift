import GANTensor

/// The adversarial objective of both networks. Logits are [N], or [N, P] from a discriminator that judges P parts of each
/// image; losses are scalars, usually means: one element, of shape [] or [1]. A loss with a `@Parameter` is also a `Module`; the parameter is trained in the
/// discriminator's phase.
public protocol AdversarialLoss: Component {
    /// Whether `generator` reads logits of real images, as relativistic losses do; the default is false. Only then do real
    /// images pass through the discriminator in the generator's phase.
    var generatorReadsReals: Bool { get }
    /// The discriminator's loss.
    /// - Parameters:
    ///   - real: logits of real images.
    ///   - fake: logits of generated images.
    func discriminator(real: Tensor, fake: Tensor) throws -> Tensor
    /// The generator's loss.
    /// - Parameters:
    ///   - real: logits of the real images of the batch, as constants; nil unless `generatorReadsReals`.
    ///   - fake: logits of generated images.
    func generator(real: Tensor?, fake: Tensor) throws -> Tensor
}

extension AdversarialLoss {
    public var generatorReadsReals: Bool { false }

    /// The discriminator's loss for a component that has this loss as a part. An error names the loss, not its owner.
    /// `key` is that of the owner's setting that names the loss.
    public func discriminatorLoss(real: Tensor, fake: Tensor, key: String = "loss") throws -> Tensor {
        try ComponentError.locating(part: key) { try checkedDiscriminatorLoss(real: real, fake: fake) }
    }

    /// The generator's loss for a component that has this loss as a part. An error names the loss, not its owner.
    /// `key` is that of the owner's setting that names the loss.
    public func generatorLoss(real: Tensor?, fake: Tensor, key: String = "loss") throws -> Tensor {
        try ComponentError.locating(part: key) { try checkedGeneratorLoss(real: real, fake: fake) }
    }

    func checkedDiscriminatorLoss(real: Tensor, fake: Tensor) throws -> Tensor {
        let value = try discriminator(real: real, fake: fake)
        try OutputRules.here.finiteLoss(value, of: self, logits: [real, fake])
        return value
    }

    func checkedGeneratorLoss(real: Tensor?, fake: Tensor) throws -> Tensor {
        let value = try generator(real: real, fake: fake)
        try OutputRules.here.finiteLoss(value, of: self, logits: [real, fake].compactMap(\.self))
        return value
    }
}

extension Composition {
    /// Checks that the loss reads no real images in the generator's phase. Terms that compute the adversarial loss of their own
    /// generated images call this: they have no real images to pair with them.
    /// - Throws: `RecipeError` if it reads them.
    public func refuseLossOfPairs() throws {
        guard loss.generatorReadsReals else { return }
        let name = type(of: loss).name
        throw RecipeError(
            problem: "it computes the adversarial loss of generated images alone, but `\(name)` reads real images too",
            fix: "use another loss, such as logistic, or remove this component")
    }
}
