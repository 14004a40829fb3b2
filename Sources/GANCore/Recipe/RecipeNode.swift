/// A value of a recipe and its source position. Scalars keep their text: the setting that reads a scalar decides its type.
public struct RecipeNode: Sendable {
    public indirect enum Content: Sendable {
        case scalar(String, isQuoted: Bool)
        case list([RecipeNode])
        /// Entries in the order of the text; keys are unique.
        case map([Entry])
    }

    public struct Entry: Sendable {
        public var key: String
        public var keyMark: SourceMark?
        public var value: RecipeNode

        public init(key: String, keyMark: SourceMark?, value: RecipeNode) {
            (self.key, self.keyMark, self.value) = (key, keyMark, value)
        }
    }

    public var content: Content
    /// Nil for a default, which has no position.
    public var mark: SourceMark?
    /// The text as it was written, if environment variables were put into it: `${env:DATA}/faces`. Such a scalar can only be a path. Nothing
    /// that is written to a file has the values of the variables: a recipe may come from a stranger, and name any of them.
    package var reference: String?

    public init(_ content: Content, mark: SourceMark? = nil) { (self.content, self.mark) = (content, mark) }

    /// A scalar without a position.
    public static func scalar(_ text: String, isQuoted: Bool = false) -> RecipeNode {
        RecipeNode(.scalar(text, isQuoted: isQuoted))
    }

    /// YAML 1.2's null: an empty value, `~` or `null`, unquoted.
    public var isNull: Bool {
        guard case .scalar(let text, isQuoted: false) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The entries of a map; nil for other values.
    public var entries: [Entry] { if case .map(let entries) = content { entries } else { [] } }

    /// The value of a key of a map.
    public subscript(_ key: String) -> RecipeNode? { entries.first { $0.key == key }?.value }

    /// A description for messages: `a map`, `a list`, `null`, the number 3 in backquotes, `the text "3"`.
    public var kind: String {
        switch content {
        case .map: "a map"
        case .list: "a list"
        case .scalar where isNull: "null"
        case .scalar(let text, let isQuoted):
            isQuoted ? "the text \"\(text.shortened(to: 40))\"" : "`\(text.shortened(to: 40))`"
        }
    }
}

extension String {
    /// At most `count` characters; the last one is an ellipsis if the text was cut.
    package func shortened(to count: Int) -> String {
        self.count <= count ? self : "\(prefix(count - 1))…"
    }
}
