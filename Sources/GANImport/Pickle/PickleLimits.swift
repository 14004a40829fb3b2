/// Bounds beyond which a pickle is refused: what a small file may claim, and what checkpoints never reach.
package struct PickleLimits: Sendable {
    /// Values that a pickle may make.
    package var values = 400_000
    /// References that lists, tuples, dictionaries and sets may hold together.
    package var references = 1_000_000
    /// Marks, each of which a container's contents may begin at.
    package var marks = 100_000
    /// Bytes of text that may be copied out of it.
    package var textBytes = 16 << 20

    package init() {}
}
