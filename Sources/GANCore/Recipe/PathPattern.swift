/// A pattern of parameters' paths in a recipe: `discriminator.b32.*`, where `*` stands for any letters, points included.
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
        // The first place that fits leaves most for the parts to come.
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}
