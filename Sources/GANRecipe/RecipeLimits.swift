import GANCore

/// Limits that keep reading any recipe within a second and a few dozen megabytes.
package enum RecipeLimits {
    /// Size of one file, in bytes.
    package static let fileSize = 1 << 20
    /// Length of one line or one override, in bytes.
    package static let lineSize = 1 << 16
    /// Nesting depth of maps and lists.
    package static let depth = 64
    /// Number of values in one file; an alias counts as the number of values it stands for.
    package static let nodes = 50_000
    /// Size of the text that `${env:NAME}` inserts into one file, in bytes.
    package static let interpolatedSize = 1 << 20
    /// Number of ancestors of a recipe: its parent, the parent's parent, and so on. A reader must follow all of them to know a
    /// value; the library's longest chain has three ancestors.
    package static let parents = 8
    /// Number of regularizers, of hooks, and of components in a list; the library's recipes have up to four.
    package static let components = SettingReader.mostComponents
}
