/// Limits beyond which a pickle is refused: a small file may claim more, and checkpoints never reach them.
package struct PickleLimits: Sendable {
    /// Number of values.
    package var values = 400_000
    /// Number of references in all lists, tuples, dictionaries and sets.
    package var references = 1_000_000
    /// Number of marks, which start a container's contents.
    package var marks = 100_000
    /// Bytes of text that may be copied.
    package var textBytes = 16 << 20

    package init() {}
}
