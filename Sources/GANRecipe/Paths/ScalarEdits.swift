import GANCore

/// Replaces scalars and keys in the text of a recipe file. Everything else, including comments and layout, stays unchanged.
struct ScalarEdits {
    private let source: SourceText
    /// The edits by line and column.
    private var edits: [Place: Edit] = [:]

    private struct Place: Hashable {
        let line, column: Int

        init(_ mark: SourceMark) { (line, column) = (mark.line, mark.column) }
    }

    private struct Edit {
        let length: Int
        let content: RecipeNode.Content
        /// The new text as YAML.
        let written: String
    }

    init(of source: SourceText) { self.source = source }

    var isEmpty: Bool { edits.isEmpty }

    /// - Parameter text: written unchanged, so that `${env:NAME}` in it is replaced when the recipe is read.
    mutating func replace(_ mark: SourceMark, with text: String) {
        let scalar = ScalarText(text: text, isQuoted: RecipeNode.scalar(text).isNull, isWritten: true)
        edits[Place(mark)] = Edit(
            length: mark.length, content: .scalar(text, isQuoted: true), written: scalar.value(isFlow: true, indent: 0))
    }

    /// Puts a scalar under a key: `5` becomes `{last: 5}`.
    mutating func nest(_ scalar: RecipeNode, at mark: SourceMark, under key: String) {
        guard let text = scalar.scalarText else { return }
        edits[Place(mark)] = Edit(
            length: mark.length, content: .map([.init(key: key, keyMark: nil, value: scalar)]),
            written: "{\(key): \(text)}")
    }

    /// Renames a key.
    mutating func rename(_ keyMark: SourceMark, to key: String) {
        edits[Place(keyMark)] = Edit(length: keyMark.length, content: .scalar(key, isQuoted: true), written: key)
    }

    func contains(_ mark: SourceMark?) -> Bool { mark.map { edits[Place($0)] != nil } ?? false }

    /// - Parameter text: the whole text of the source.
    /// - Returns: nil if the result would not have the requested values, for example if a scalar has several lines.
    func applied(to text: String) -> String? {
        var result = ""
        for (index, line) in text.linesWithEnds.enumerated() { result += edited(line, number: index + 1) }
        guard let before = Self.tree(text, source), let after = Self.tree(result, source) else { return nil }
        return expected(before).says(after) ? result : nil
    }

    private func edited(_ line: String, number: Int) -> String {
        var characters = Array(line)
        for (place, edit) in edits.filter({ $0.key.line == number }).sorted(by: { $0.key.column > $1.key.column }) {
            let start = place.column - 1
            guard start + edit.length <= characters.count else { return line }
            let old = characters[start..<start + edit.length]
            characters.replaceSubrange(old.indices, with: Self.anchor(of: old) + Array(edit.written))
        }
        return String(characters)
    }

    /// `&name ` at the start of a scalar; the mark covers both.
    private static func anchor(of scalar: ArraySlice<Character>) -> ArraySlice<Character> {
        guard scalar.first == "&" else { return [] }
        let rest = scalar.drop { $0 != " " && $0 != "\t" }.drop { $0 == " " || $0 == "\t" }
        return scalar.prefix(scalar.count - rest.count)
    }

    private func expected(_ node: RecipeNode) -> RecipeNode {
        var result = node
        switch node.content {
        case .scalar:
            if let mark = node.mark, let edit = edits[Place(mark)] {
                result.content = edit.content
            }
        case .list(let nodes): result.content = .list(nodes.map(expected))
        case .map(let entries):
            result.content = .map(
                entries.map { entry in
                    let renamed = entry.keyMark.flatMap { edits[Place($0)]?.written }
                    return .init(key: renamed ?? entry.key, keyMark: entry.keyMark, value: expected(entry.value))
                })
        }
        return result
    }

    /// The tree without interpolation.
    static func tree(_ text: String, _ source: SourceText) -> RecipeNode? {
        let source = SourceText(name: source.name, text: text)
        var composer = YAMLComposer(
            source, interpolation: Interpolation(environment: [:], keepsText: true), problems: ProblemList())
        let tree = composer.compose(text)
        return tree.isComplete && composer.problems.shown.isEmpty ? tree.root : nil
    }
}

extension RecipeNode {
    /// Whether another tree has the same keys and texts, quoted or not.
    fileprivate func says(_ other: RecipeNode) -> Bool {
        switch (content, other.content) {
        case (.scalar(let a, _), .scalar(let b, _)): a == b && isNull == other.isNull
        case (.list(let a), .list(let b)): a.count == b.count && zip(a, b).allSatisfy { $0.says($1) }
        case (.map(let a), .map(let b)):
            a.count == b.count && zip(a, b).allSatisfy { $0.key == $1.key && $0.value.says($1.value) }
        default: false
        }
    }
}

extension String {
    /// The lines, each with its own line end.
    fileprivate var linesWithEnds: [String] {
        var lines = [""]
        for character in self {
            lines[lines.count - 1].append(character)
            if character.isNewline { lines.append("") }
        }
        return lines
    }
}
