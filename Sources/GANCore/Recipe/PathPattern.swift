/// A pattern for parameter paths in a recipe: `discriminator.b32.*`, where `*` matches any characters, dots included.
public struct PathPattern: Sendable, Hashable, CustomStringConvertible {
    public let description: String
    private let parts: [Substring]

    public init(_ text: String) {
        description = text
        parts = text.split(separator: "*", omittingEmptySubsequences: false)
    }

    public func matches(_ path: String) -> Bool {
        guard parts.count > 1, let first = parts.first, let last = parts.last else { return path == description }
        guard path.count >= first.count + last.count, path.hasPrefix(first), path.hasSuffix(last) else { return false }
        var rest = path.dropFirst(first.count).dropLast(last.count)
        // The first match leaves the longest rest for the following parts.
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}
