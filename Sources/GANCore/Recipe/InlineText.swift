extension RecipeNode {
    /// The value on one line in recipe syntax: `[color, cutout]`.
    public var inlineText: String {
        switch content {
        case .scalar(_, _) where isNull: "null"
        case .scalar(let text, let isQuoted): isQuoted && !RecipeNode.isPlainWord(text) ? "\"\(text)\"" : text
        case .list(let elements): "[" + elements.map(\.inlineText).joined(separator: ", ") + "]"
        case .map(let entries): "{" + entries.map { "\($0.key): \($0.value.inlineText)" }.joined(separator: ", ") + "}"
        }
    }

    private static func isPlainWord(_ text: String) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || "_-./".contains($0) }
    }
}
