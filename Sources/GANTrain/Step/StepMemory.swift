import GANCore
import GANTensor

/// The memory that tensors of a training step need, counted without computing one: networks, optimizers, averages, and all that a step
/// keeps at once.
package struct StepMemory {
    /// Bytes of tensors. Kernels need more for a while, so a step may need more than this, and not less.
    package let bytes: Int
    /// Whether the whole step was counted. Of a step that is far too large, or that has very many passes, only a part is.
    package let isWhole: Bool

    package init(bytes: Int, isWhole: Bool) { (self.bytes, self.isWhole) = (bytes, isWhole) }

    /// The most passes of the networks that are counted. A step of the library's recipes has fewer; many slices of a batch repeat what the
    /// first ones need.
    private static let mostPasses = 200

    /// Counts a step of a composition that was made without elements.
    /// - Returns: nil if the device cannot compute what `train` asks for.
    /// - Throws: errors of components whose results do not fit together, and of the data.
    package static func count(_ composition: Composition) throws -> StepMemory? {
        precondition(!Backends.haveElements, "the composition is one without elements")
        let settings = composition.section(TrainSettings.self)
        guard settings.deviceProblem == nil else { return nil }
        let least = try atLeast(composition, settings)
        if let limit = Backends.memoryLimit, least > Double(limit) {
            return StepMemory(bytes: integer(least), isWhole: false)
        }
        let trainer = try Trainer(composition)
        var passes = 0
        trainer.isInterrupted = {
            passes += 1
            return passes > mostPasses
        }
        do { try trainer.advance() } catch is StepInterruption {
            return StepMemory(bytes: max(peak, integer(least)), isWhole: false)
        }
        return StepMemory(bytes: peak, isWhole: true)
    }

    private static func integer(_ bytes: Double) -> Int { Int(min(bytes, 0x1p62)) }

    private static var inUse: Int { Backends.memory?.inUse ?? 0 }
    private static var peak: Int { Backends.memory?.peak ?? 0 }

    /// What a step certainly needs: the networks, the real images, and a forward pass of the largest slice that keeps what the backward
    /// pass reads.
    private static func atLeast(_ composition: Composition, _ settings: TrainSettings) throws -> Double {
        let info = composition.data.info
        let image = Double(info.channels) * Double(info.height) * Double(info.width) + Double(info.labelSize)
        let networks = Double(inUse)
        let one = try keptBytes(of: 1, composition)
        let each = max(try keptBytes(of: 2, composition) - one, 0)
        let reals = image * Double(settings.imagesPerStep) * Double(ElementType.float32.byteWidth)
        return networks + reals + one + each * Double(max(settings.sliceSize, 1) - 1)
    }

    /// The memory of what a forward pass of both networks keeps.
    private static func keptBytes(of count: Int, _ composition: Composition) throws -> Double {
        let before = inUse
        let pass = try ForwardImages(count, composition)
        return withExtendedLifetime(pass) { Double(inUse - before) }
    }
}

/// A forward pass of generator, augmenter and discriminator, with all that the backward pass reads. It updates the running averages of the
/// networks.
package struct ForwardImages {
    private let made: GeneratorOutput
    private let seen: Tensor
    private let judged: DiscriminatorOutput

    /// - Throws: errors of components, and of labels that cannot be read.
    package init(_ count: Int, _ composition: Composition) throws {
        let random = RandomStream(seed: composition.seed, path: "measure", step: 0)
        let labels = try composition.data.readLabels(Array(repeating: 0, count: count))
        let z = random.normal([count, composition.generator.latentSize])
        let pass = ForwardPass(phase: .generator, random: random)
        made = try Self.generated(z, labels, pass, composition)
        seen = try Self.augmented(made.images, random, composition)
        judged = try composition.discriminator.output(seen, labels, pass)
    }

    /// The components are not checked yet, and a wrong shape would be blamed on the next one.
    private static func generated(
        _ z: Tensor, _ labels: Tensor, _ pass: ForwardPass, _ composition: Composition
    ) throws -> GeneratorOutput {
        let (generator, info) = (composition.generator, composition.data.info)
        return try ComponentError.locating("generator", step: 0, phase: pass.phase) {
            let made = try generator(z, labels, pass)
            let shape: Shape = [z.shape[0], info.channels, info.height, info.width]
            try OutputRules(isThorough: false).images(made.images, of: generator, shape: shape)
            return made
        }
    }

    private static func augmented(
        _ images: Tensor, _ random: RandomStream, _ composition: Composition
    ) throws -> Tensor {
        guard let augmenter = composition.augmenter else { return images }
        return try ComponentError.locating("augment", step: 0, phase: .generator) {
            let changed = try augmenter(images, random: random)
            try OutputRules(isThorough: false).augmented(changed, from: images, of: augmenter)
            return changed
        }
    }
}
