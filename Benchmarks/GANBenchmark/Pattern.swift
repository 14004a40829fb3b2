import Glibc

/// A filter for benchmarks: a part of the name, or a whole name with shell wildcards (`*`, `?`, `[…]`).
package struct Pattern {
    private let text: String

    package init(_ text: String) { self.text = text }

    package func matches(_ name: String) -> Bool {
        if text.contains(where: "*?[".contains) { return fnmatch(text, name, 0) == 0 }
        return text.isEmpty || name.contains(text)
    }
}
