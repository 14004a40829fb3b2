import GANCore

/// A value and the cost of its expansion.
struct MeasuredNode {
    var node: RecipeNode
    /// Number of values in it, including itself.
    var size = 1
    /// Nesting depth of maps and lists; 0 for a scalar.
    var height = 0
}

/// A list or map that has started and not ended.
struct YAMLFrame {
    /// A map's key whose value is not read yet.
    enum Key {
        case kept(String, SourceMark)
        /// The value is read to find problems in it, then dropped.
        case refused
    }

    let isMap: Bool
    let isFlow: Bool
    /// Whether the complete value is in the position of a key.
    let isKey: Bool
    let anchor: String?
    /// The position on the value's first line; grows with the text on that line.
    private(set) var mark: SourceMark
    private(set) var key: Key?
    private var elements: [RecipeNode] = []
    private var entries: [RecipeNode.Entry] = []
    private var firstMarks: [String: SourceMark] = [:]
    private var size = 1
    private var height = 1

    init(isMap: Bool, isFlow: Bool, isKey: Bool, anchor: String?, mark: SourceMark) {
        (self.isMap, self.isFlow, self.isKey, self.anchor, self.mark) = (isMap, isFlow, isKey, anchor, mark)
    }

    var awaitsKey: Bool { isMap && key == nil }

    var measured: MeasuredNode {
        let content: RecipeNode.Content = isMap ? .map(entries) : .list(elements)
        return MeasuredNode(node: RecipeNode(content, mark: mark), size: size, height: height)
    }

    /// The name of the next value's place in messages: `batch`, or `[2]` of a list.
    var step: String? {
        guard isMap else { return "[\(elements.count)]" }
        if case .kept(let text, _) = key { return text }
        return nil
    }

    /// The place where the same key occurred before; nil if the key is new, and the next value is its value.
    mutating func take(key text: String, at mark: SourceMark) -> SourceMark? {
        extend(to: mark)
        let first = firstMarks[text]
        if first == nil { firstMarks[text] = mark }
        key = first == nil ? .kept(text, mark) : .refused
        return first
    }

    mutating func refuseKey() { key = .refused }

    mutating func take(_ value: MeasuredNode) {
        if let mark = value.node.mark { extend(to: mark) }
        (size, height) = (size + value.size, max(height, value.height + 1))
        guard isMap else {
            elements.append(value.node)
            return
        }
        if case .kept(let text, let mark) = key {
            entries.append(RecipeNode.Entry(key: text, keyMark: mark, value: value.node))
        }
        key = nil
    }

    /// Extends the mark to the end of `inner` if both are on the same line.
    mutating func extend(to inner: SourceMark) {
        guard inner.line == mark.line, inner.source === mark.source else { return }
        let length = max(mark.length, inner.column + inner.length - mark.column)
        mark = SourceMark(mark.source, line: mark.line, column: mark.column, length: length)
    }
}
