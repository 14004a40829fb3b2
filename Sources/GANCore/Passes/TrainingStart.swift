import GANTensor

/// What a component may use before the first step, when weights are those that training begins with, whether drawn or taken over.
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
        (data, seed) = (composition.data.facts, composition.seed)
        (self.draw, self.leaveIfAsked) = (draw, leaveIfAsked)
    }

    /// Latents z [count, latentSize] and labels [count, C] as training draws them.
    public func latents(_ count: Int, _ random: RandomStream) throws -> (z: Tensor, labels: Tensor) {
        try draw(count, random)
    }

    /// Draws of a component's beginning.
    /// - Parameter path: the component's in the recipe.
    public func random(_ path: String) -> RandomStream { RandomStream(seed: seed, path: "begin.\(path)") }

    /// To be called now and then in long work: throws where the run is to end, and all is made anew when it goes on.
    public func checkInterruption() throws { try leaveIfAsked() }
}
