import GANCore
import GANTensor

/// What images cost in a pass that keeps all that the backward pass reads, from passes of one and of two images.
///
/// Both numbers are less than an image's part of a training step, which has several such passes, and backward passes besides.
struct ImageCost {
    let bytes: Int
    let seconds: Double

    /// Passes through generator, augmenter and discriminator. Running averages of the networks learn from them.
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
        let made = composition.generator(z, labels, pass)
        let seen = composition.augmenter?(made.images, random: random) ?? made.images
        let judged = composition.discriminator(seen, labels, pass)
        return withExtendedLifetime((made, seen, judged)) {
            (bytesInUse - before, (clock.now - start) / .seconds(1))
        }
    }

    /// Bytes of tensors now; none where they are not this process's to count.
    static var bytesInUse: Int { (Backends.current as? CPUBackend)?.allocator.statistics.bytesInUse ?? 0 }
}
