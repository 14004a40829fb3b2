/// Bounds beyond which a pickle is refused: what a small file may claim, and what checkpoints never reach.
package struct PickleLimits: Sendable {
    /// Values that a pickle may make.
    package var values = 1_000_000
    /// References that lists, tuples, dictionaries and sets may hold together.
    package var references = 4_000_000
    /// Bytes of text that may be copied out of it.
    package var textBytes = 64 << 20

    package init() {}
}
