import GANModule

/// Capability of a generator, discriminator, head, loss or regularizer: it compares the images of a batch with each other,
/// and therefore does not support every batch size.
public protocol BatchComparing: Module {
    /// The reason why training does not work, or not well, with this batch size; nil if there is none.
    /// - Parameter batch: number of images that are processed together: the micro-batch if the recipe sets one.
    func objection(to batch: BatchLayout) throws -> BatchObjection?
}

/// The reason why a batch size is impossible or unsuitable.
public struct BatchObjection: Hashable, Sendable {
    /// What does not work and which sizes are supported, on one line without a full stop. Messages put the component's path
    /// before it.
    public let problem: String
    /// Whether training with this batch size is impossible. Otherwise the problem is a warning.
    public let isRefusal: Bool

    package init(problem: String, isRefusal: Bool) { (self.problem, self.isRefusal) = (problem, isRefusal) }

    public static func refused(_ problem: String) -> BatchObjection {
        BatchObjection(problem: problem, isRefusal: true)
    }

    public static func warned(_ problem: String) -> BatchObjection {
        BatchObjection(problem: problem, isRefusal: false)
    }
}
