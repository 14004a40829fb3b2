import GANCore

/// A value with what its expansion costs.
struct MeasuredNode {
    var node: RecipeNode
    /// Values in it, itself included.
    var size = 1
    /// Maps and lists within each other; 0 for a scalar.
    var height = 0
}

/// A list or map that has begun and not ended.
struct YAMLFrame {
    /// A map's key that waits for its value.
    enum Key {
        case kept(String, SourceMark)
        /// Its value is read for the problems in it, and dropped.
        case refused
    }

    let isMap: Bool
    let isFlow: Bool
    /// Whether the whole of it stands where a key must.
    let isKey: Bool
    let anchor: String?
    /// On its first line, growing with what stands there.
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

    /// How messages name the place of the value that comes next: `batch`, or `[2]` of a list.
    var step: String? {
        guard isMap else { return "[\(elements.count)]" }
        if case .kept(let text, _) = key { return text }
        return nil
    }

    /// Where the same key was read before; nothing when it is new, and the next value is its value.
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

    /// Makes the mark reach to the end of `inner`, if that stands on the same line.
    mutating func extend(to inner: SourceMark) {
        guard inner.line == mark.line, inner.source === mark.source else { return }
        let length = max(mark.length, inner.column + inner.length - mark.column)
        mark = SourceMark(mark.source, line: mark.line, column: mark.column, length: length)
    }
}
