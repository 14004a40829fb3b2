import GANTensor

/// What a regularizer sees of one phase of one step. Reading what was not declared throws.
public struct StepView {
    public let phase: Phase
    /// From 0.
    public let step: Int
    public let generator: any Generator
    public let discriminator: any Discriminator
    public let data: DatasetInfo
    /// The adversarial loss of the recipe.
    public let loss: any AdversarialLoss
    /// This component's own draws of this step.
    public let random: RandomStream
    let passes: Passes
    let access: Access
    let services: any StepServices

    /// The passes of the phase, as this regularizer may see them; nothing where it declared no need of one.
    package struct Passes {
        package var real: DiscriminatorPass?
        package var fake: DiscriminatorPass?
        package var generated: GeneratorPass?

        package init(real: DiscriminatorPass?, fake: DiscriminatorPass?, generated: GeneratorPass?) {
            (self.real, self.fake, self.generated) = (real, fake, generated)
        }
    }

    package init(
        step: Int, composition: Composition, random: RandomStream, passes: Passes, access: Access,
        services: any StepServices
    ) {
        (phase, self.step, self.random) = (access.phase, step, random)
        (generator, discriminator) = (composition.generator, composition.discriminator)
        (data, loss) = (composition.data.facts, composition.loss)
        (self.passes, self.access, self.services) = (passes, access, services)
    }

    /// Real images through the discriminator.
    public func real() throws -> DiscriminatorPass {
        try passes.real ?? { throw access.undeclared("real images", .realLogits) }()
    }

    /// Generated images through the discriminator.
    public func fake() throws -> DiscriminatorPass {
        try passes.fake ?? { throw access.undeclared("generated images", .fakeLogits) }()
    }

    /// What the generator made.
    public func generated() throws -> GeneratorPass {
        try passes.generated ?? { throw access.undeclared("what the generator made", .fakeImages) }()
    }

    /// A further pass through the discriminator, on the way through an augmenter or not. Nobody observes it, and running
    /// statistics stay as they were.
    /// - Parameters:
    ///   - images: [N, C, H, W].
    ///   - labels: [N, C].
    public func discriminate(_ images: Tensor, _ labels: Tensor, through augmenter: (any Augmenter)? = nil)
        -> DiscriminatorOutput
    {
        services.discriminate(augmenter?(images, random: random) ?? images, labels, phase, random)
    }

    /// A further pass through the generator: in its graph in its own phase, constants in the discriminator's. Running statistics
    /// stay as they were.
    /// - Parameters:
    ///   - z: [N, latentSize].
    ///   - labels: [N, C].
    public func generate(_ z: Tensor, _ labels: Tensor) -> GeneratorOutput {
        services.generate(z, labels, phase, random)
    }

    /// Adds a scalar to the step's figures under the component's path.
    public func report(_ name: StaticString, _ value: Tensor) { services.report("\(name)", value) }
}

/// What the trainer does for a regularizer during a step.
package protocol StepServices {
    func discriminate(_ images: Tensor, _ labels: Tensor, _ phase: Phase, _ random: RandomStream) -> DiscriminatorOutput
    func generate(_ z: Tensor, _ labels: Tensor, _ phase: Phase, _ random: RandomStream) -> GeneratorOutput
    func report(_ name: String, _ value: Tensor)
}
