import Glibc

/// Which benchmarks are meant: a part of the name, or the whole name with `*`, `?` and `[…]` as in the shell.
package struct Pattern {
    private let text: String

    package init(_ text: String) { self.text = text }

    package func matches(_ name: String) -> Bool {
        if text.contains(where: "*?[".contains) { return fnmatch(text, name, 0) == 0 }
        return text.isEmpty || name.contains(text)
    }
}
