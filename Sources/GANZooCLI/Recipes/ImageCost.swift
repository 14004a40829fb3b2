import GANCore
import GANTensor

/// The memory and time of one image in a forward pass that keeps everything the backward pass reads, measured with passes of one and two
/// images.
///
/// Both are lower bounds for an image's share of a training step, which has several forward passes and backward passes too.
struct ImageCost {
    let bytes: Int
    let seconds: Double

    /// Runs generator, augmenter and discriminator. This updates the running averages of the networks.
    static func measure(_ composition: Composition) throws -> ImageCost {
        let one = try pass(1, composition)
        let two = try pass(2, composition)
        return ImageCost(bytes: max(two.bytes - one.bytes, 0), seconds: two.seconds / 2)
    }

    private static func pass(_ count: Int, _ composition: Composition) throws -> (bytes: Int, seconds: Double) {
        let random = RandomStream(seed: composition.seed, path: "measure", step: 0)
        let labels = try composition.data.readLabels(Array(repeating: 0, count: count))
        let z = random.normal([count, composition.generator.latentSize])
        let pass = ForwardPass(phase: .generator, random: random)
        let clock = ContinuousClock()
        let (before, start) = (bytesInUse, clock.now)
        let made = try generated(z, labels, pass, composition)
        let seen = try augmented(made.images, random, composition)
        let judged = try composition.discriminator.output(seen, labels, pass)
        return withExtendedLifetime((made, seen, judged)) {
            (bytesInUse - before, (clock.now - start) / .seconds(1))
        }
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

    /// Bytes of tensors in use; 0 on a backend that does not count them.
    static var bytesInUse: Int { Backends.memory?.inUse ?? 0 }
}
