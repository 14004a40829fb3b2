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
        let labels = try composition.data.labels(at: Array(repeating: 0, count: count))
        let z = random.normal([count, composition.generator.latentSize])
        let pass = ForwardPass(phase: .generator, random: random)
        let clock = ContinuousClock()
        let (before, start) = (bytesInUse, clock.now)
        let made = try composition.generator(z, labels, pass)
        let seen = try composition.augmenter?(made.images, random: random) ?? made.images
        let judged = try composition.discriminator(seen, labels, pass)
        return withExtendedLifetime((made, seen, judged)) {
            (bytesInUse - before, (clock.now - start) / .seconds(1))
        }
    }

    /// Bytes of tensors in use; 0 on a backend that does not count them.
    static var bytesInUse: Int { Backends.memory?.inUse ?? 0 }
}
