import GANModule

/// Capability of a generator, a discriminator, its head, a loss or a term: it compares the images of a batch with each other, so not
/// every size of batch will do.
public protocol BatchComparing: Module {
    /// What speaks against such a batch in training; nil where nothing does.
    /// - Parameter batch: what passes at once, which is a slice where the recipe cuts batches into slices.
    func objection(to batch: BatchLayout) -> BatchObjection?
}

/// Why a size of batch cannot be used, or should not be.
public struct BatchObjection: Hashable, Sendable {
    /// In one line, without a full stop. It names what compares and the sizes that it takes.
    public let problem: String
    /// Whether nothing can be learned from such a batch. Otherwise the problem is a warning.
    public let isRefusal: Bool

    public static func refused(_ problem: String) -> BatchObjection {
        BatchObjection(problem: problem, isRefusal: true)
    }

    public static func warned(_ problem: String) -> BatchObjection {
        BatchObjection(problem: problem, isRefusal: false)
    }
}
