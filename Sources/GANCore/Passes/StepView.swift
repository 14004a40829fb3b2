import GANTensor

/// The view that a regularizer has of one phase of one step. Reading an input that was not declared throws.
public struct StepView {
    public let phase: Phase
    /// The position of training, for settings that change over the run.
    public let position: TrainingPosition
    public let generator: any Generator
    public let discriminator: any Discriminator
    public let data: DatasetInfo
    /// The recipe's adversarial loss.
    public let loss: any AdversarialLoss
    /// This component's own random numbers for this step.
    public let random: RandomStream
    let passes: PhasePasses
    let access: Access
    let services: any StepServices

    /// - Parameter passes: the passes of the phase; `access` restricts them.
    package init(
        position: TrainingPosition, composition: Composition, random: RandomStream, passes: PhasePasses, access: Access,
        services: any StepServices
    ) {
        (phase, self.position, self.random) = (access.phase, position, random)
        (generator, discriminator) = (composition.generator, composition.discriminator)
        (data, loss) = (composition.data.info, composition.loss)
        (self.passes, self.access, self.services) = (passes.restricted(to: access), access, services)
    }

    /// Counted from 0.
    public var step: Int { position.step }

    /// The discriminator's pass of real images.
    public func real() throws -> DiscriminatorPass {
        try passes.real ?? { throw access.undeclared("real images", .realLogits) }()
    }

    /// The discriminator's pass of generated images.
    public func fake() throws -> DiscriminatorPass {
        try passes.fake ?? { throw access.undeclared("generated images", .fakeLogits) }()
    }

    /// The generator's pass.
    public func generated() throws -> GeneratorPass {
        try passes.generated ?? { throw access.undeclared("what the generator made", .fakeImages) }()
    }

    /// Runs the discriminator once more, optionally after an augmenter. Observers are not notified, and running
    /// statistics do not change. `images` are [N, C, H, W], `labels` are [N, C].
    /// `augmenter` is the one of the component's setting `augmenter`; for another key, pass images that
    /// `Augmenter.augmented` returned.
    public func discriminate(_ images: Tensor, _ labels: Tensor, through augmenter: (any Augmenter)? = nil)
        throws -> DiscriminatorOutput
    {
        try services.discriminate(
            augmenter?.augmented(images, random: random) ?? images, labels, phase, random)
    }

    /// Runs the generator once more: part of its graph in the generator's phase, constants in the discriminator's. Running
    /// statistics do not change.
    /// - Parameters:
    ///   - z: [N, latentSize].
    ///   - labels: [N, C].
    public func generate(_ z: Tensor, _ labels: Tensor) throws -> GeneratorOutput {
        try services.generate(z, labels, phase, random)
    }

    /// The recipe's adversarial loss of the discriminator. An error names the loss, not the component that asks for it.
    /// - Parameters:
    ///   - real: logits of real images, [N] or [N, P].
    ///   - fake: logits of generated images, in the same form.
    ///   - labels: those of these images, [N, labelSize], with which a loss that reads labels adjusts the logits; nil for logits that
    ///     judge images alone, which stay as they are.
    public func discriminatorLoss(
        real: Tensor, fake: Tensor, labels: (real: Tensor, fake: Tensor)?
    ) throws -> Tensor {
        try ComponentError.locating("loss", step: step, phase: phase) {
            try loss.checkedDiscriminatorLoss(
                real: adjusted(real, labels?.real), fake: adjusted(fake, labels?.fake))
        }
    }

    /// The recipe's adversarial loss of the generator, for generated images alone. An error names the loss, not the component
    /// that asks for it.
    /// - Parameters:
    ///   - fake: logits of generated images, [N] or [N, P].
    ///   - labels: those of the images, [N, labelSize]; nil for logits that judge images alone.
    public func generatorLoss(fake: Tensor, labels: Tensor?) throws -> Tensor {
        try ComponentError.locating("loss", step: step, phase: phase) {
            try loss.checkedGeneratorLoss(real: nil, fake: adjusted(fake, labels))
        }
    }

    private func adjusted(_ logits: Tensor, _ labels: Tensor?) throws -> Tensor {
        try labels.map { try services.adjusted(logits, $0, phase) } ?? logits
    }

    /// Adds a scalar to the step's metrics under the component's path.
    public func report(_ name: StaticString, _ value: Tensor) { services.report("\(name)", value) }
}

/// The services that the trainer provides to a regularizer during a step.
package protocol StepServices {
    func discriminate(_ images: Tensor, _ labels: Tensor, _ phase: Phase, _ random: RandomStream) throws
        -> DiscriminatorOutput
    func generate(_ z: Tensor, _ labels: Tensor, _ phase: Phase, _ random: RandomStream) throws -> GeneratorOutput
    /// What the recipe's loss gets instead of these logits.
    func adjusted(_ logits: Tensor, _ labels: Tensor, _ phase: Phase) throws -> Tensor
    func report(_ name: String, _ value: Tensor)
}
