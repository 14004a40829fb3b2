import GANCore

/// Writes a tree as YAML that reads back as the same tree: block style, with short lists of scalars in brackets.
package struct RecipeWriter {
    /// Whether each line ends with a comment that names the source of its value: `# ../base.yaml:12`, `# command line`,
    /// `# default`.
    package var showsOrigins: Bool

    package init(showsOrigins: Bool = false) { self.showsOrigins = showsOrigins }

    /// The lines, each with its line end.
    package func text(_ root: RecipeNode) -> String {
        var lines = RecipeLines(showsOrigins: showsOrigins)
        lines.add(root)
        return lines.text
    }
}

extension RecipeWriter {
    /// A text as the value of a key or of an override. It reads back as that text, whatever YAML and interpolation would make of its characters.
    package static func value(_ text: String) -> String {
        ScalarText(text: text, isQuoted: true).value(isFlow: false, indent: 2)
    }
}

extension ScalarText {
    /// The text of a value, or what it was written as if variables were put into it.
    fileprivate init(_ text: String, isQuoted: Bool, of node: RecipeNode) {
        self.init(
            text: node.reference ?? text, isQuoted: isQuoted || node.reference != nil, isWritten: node.reference != nil)
    }
}

private struct RecipeLines {
    let showsOrigins: Bool
    private(set) var text = ""
    /// The start of the next line in place of its indentation: the `- ` of a list.
    private var lead: String?

    /// Maximum length of a list on one line.
    private static let widestList = 80
    /// libyaml requires `? ` for longer keys.
    private static let longestKey = 1000

    init(showsOrigins: Bool) { self.showsOrigins = showsOrigins }

    mutating func add(_ root: RecipeNode) { add(root, after: "", indent: 0) }

    /// A value after `head`, which is `key:`, or empty if a line starts with the value.
    private mutating func add(_ node: RecipeNode, after head: String, indent: Int) {
        if let inline = inline(node, indent: indent + 2) {
            let blank = head.isEmpty ? "" : " "
            return addLine(head + blank + inline, indent: indent, of: node)
        }
        let inner = head.isEmpty ? indent : indent + 2
        if !head.isEmpty { addLine(head, indent: indent) }
        switch node.content {
        case .map(let entries):
            for entry in entries { add(entry, indent: inner) }
        case .list(let elements):
            for element in elements {
                lead = start(inner) + "- "
                add(element, after: "", indent: inner + 2)
            }
        case .scalar: break
        }
    }

    private mutating func add(_ entry: RecipeNode.Entry, indent: Int) {
        let key = ScalarText(text: entry.key, isQuoted: true).key
        guard key.utf8.count > Self.longestKey else { return add(entry.value, after: key + ":", indent: indent) }
        let broken = key.split(separator: "\\\n", omittingEmptySubsequences: false)
        addLine("? " + broken.joined(separator: "\\\n" + String(repeating: " ", count: indent + 2)), indent: indent)
        add(entry.value, after: ":", indent: indent)
    }

    /// The value on one line; nil if it needs several lines.
    private func inline(_ node: RecipeNode, indent: Int) -> String? {
        switch node.content {
        case .scalar where node.isNull: return "null"
        case .scalar(let text, let isQuoted):
            return ScalarText(text, isQuoted: isQuoted, of: node).value(isFlow: false, indent: indent)
        case .map(let entries): return entries.isEmpty ? "{}" : nil
        case .list(let elements): return inline(elements)
        }
    }

    private func inline(_ elements: [RecipeNode]) -> String? {
        var (parts, width): ([String], Int) = ([], 0)
        for element in elements {
            guard case .scalar(let text, let isQuoted) = element.content, text.utf8.count <= Self.widestList else {
                return nil
            }
            let scalar = ScalarText(text, isQuoted: isQuoted, of: element)
            let part = element.isNull ? "null" : scalar.value(isFlow: true, indent: 0)
            parts.append(part)
            width += part.utf8.count + 2
            guard width <= Self.widestList else { return nil }
        }
        return "[" + parts.joined(separator: ", ") + "]"
    }

    private mutating func addLine(_ line: String, indent: Int, of node: RecipeNode? = nil) {
        text += start(indent) + line
        if showsOrigins, let node { text += "  # " + origin(of: node) }
        text += "\n"
        lead = nil
    }

    private func start(_ indent: Int) -> String { lead ?? String(repeating: " ", count: indent) }

    private func origin(of node: RecipeNode) -> String {
        guard let mark = node.mark else { return "default" }
        let place = mark.source.isCommandLine ? "command line" : "\(mark.source.name):\(mark.line)"
        let isPrintable = { (scalar: Unicode.Scalar) in TextCheck.isAllowed(scalar) && !Character(scalar).isNewline }
        return String(String.UnicodeScalarView(place.unicodeScalars.map { isPrintable($0) ? $0 : "?" }))
    }
}
