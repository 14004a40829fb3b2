import GANTensor

/// The services for components before the first step, when weights have their initial values, random or transferred.
public struct TrainingStart {
    public let generator: any Generator
    public let discriminator: any Discriminator
    public let data: DatasetInfo
    private let seed: UInt64
    private let draw: (Int, RandomStream) throws -> (z: Tensor, labels: Tensor)
    private let leaveIfAsked: () throws -> Void

    package init(
        _ composition: Composition, draw: @escaping (Int, RandomStream) throws -> (z: Tensor, labels: Tensor),
        leaveIfAsked: @escaping () throws -> Void
    ) {
        (generator, discriminator) = (composition.generator, composition.discriminator)
        (data, seed) = (composition.data.info, composition.seed)
        (self.draw, self.leaveIfAsked) = (draw, leaveIfAsked)
    }

    /// Latents z [count, latentSize] and labels [count, C], drawn as in training.
    public func latents(_ count: Int, _ random: RandomStream) throws -> (z: Tensor, labels: Tensor) {
        try draw(count, random)
    }

    /// Random numbers for a component's initialization.
    /// - Parameter path: the component's path in the recipe.
    public func random(_ path: String) -> RandomStream { RandomStream(seed: seed, path: "begin.\(path)") }

    /// Call this regularly during long work. It throws if the run must stop; a resumed run then repeats the whole work.
    public func checkInterruption() throws { try leaveIfAsked() }
}
