/// Bounds that keep reading any recipe within a second and a few dozen megabytes.
package enum RecipeLimits {
    /// Of one file, in bytes.
    package static let fileSize = 1 << 20
    /// Of one line or one override, in bytes.
    package static let lineSize = 1 << 16
    /// Maps and lists within each other.
    package static let depth = 64
    /// Values of one file, each alias counted as what it stands for.
    package static let nodes = 50_000
    /// Text that `${env:NAME}` puts into one file, in bytes.
    package static let interpolatedSize = 1 << 20
    /// Files above a recipe: its parent, that one's parent, and so on. A person must follow all of them to know a value; the
    /// library's longest chain has three files above it.
    package static let parents = 8
    /// Problems that are shown; of the others only their number is.
    package static let problems = 100
}
