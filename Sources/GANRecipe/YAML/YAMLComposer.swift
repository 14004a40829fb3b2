import GANCore

/// The result of reading a text.
struct YAMLTree {
    /// The tree; nil if the text is empty or cannot be read.
    var root: RecipeNode?
    /// Nesting depth of maps and lists.
    var height = 0
    /// Whether the root is a map or list without brackets.
    var isBlock = false
    /// Whether the whole text could be read.
    var isComplete = false
}

/// Builds the tree of one text. Continues after an error if the rest is readable.
///
/// An alias shares the tree of its anchor, so it takes no memory, and the marks of its values are those at the anchor:
/// that is the text to change when a value is wrong. `RecipeLimits.nodes` still counts it in full, because a walk through
/// the tree visits every copy.
struct YAMLComposer {
    private let interpolation: Interpolation
    private var columns: LineColumns
    private(set) var problems: ProblemList
    private var frames: [YAMLFrame] = []
    private var anchors: [String: MeasuredNode] = [:]
    private var nodes = 0
    private var interpolatedSize = 0
    private var documents = 0
    private var tree = YAMLTree()

    init(_ source: SourceText, interpolation: Interpolation, problems: ProblemList) {
        columns = LineColumns(source)
        (self.interpolation, self.problems) = (interpolation, problems)
    }

    /// Reads all of `text`. The source shows the same text or lines up with it.
    mutating func compose(_ text: String) -> YAMLTree {
        let events = YAMLEvents(text)
        do {
            while documents < 2, let event = try events.next() { try take(event) }
            tree.isComplete = true
        } catch let error as FatalProblem {
            if let problem = error.problem { problems.add(problem) }
        } catch let error as YAMLSyntaxError {
            let problem = SyntaxErrorText(error, columns: columns).problem
            problems.add(problem)
        } catch {
            problems.add(RecipeProblem("\(error)", at: nil))
        }
        if !tree.isComplete { tree.root = nil }
        return tree
    }

    private mutating func take(_ event: YAMLEvent) throws(FatalProblem) {
        switch event.kind {
        case .documentStart: takeDocumentStart(event)
        case .documentEnd: break
        case .alias(let name): try take(alias: name, event)
        case .scalar(let text, let isQuoted): try take(scalar: text, isQuoted: isQuoted, event)
        case .listStart(let isFlow): try begin(isMap: false, isFlow: isFlow, event)
        case .mapStart(let isFlow): try begin(isMap: true, isFlow: isFlow, event)
        case .collectionEnd: try end(event)
        }
    }

    private mutating func takeDocumentStart(_ event: YAMLEvent) {
        documents += 1
        guard documents == 2 else { return }
        let mark = columns.mark(from: event.start, to: event.end)
        problems.add(RecipeProblem("a second document starts here", at: mark, hint: "a recipe must be one document"))
    }
}

// MARK: - Values

extension YAMLComposer {
    private var awaitsKey: Bool { frames.last?.awaitsKey ?? false }

    private mutating func take(scalar text: String, isQuoted: Bool, _ event: YAMLEvent) throws(FatalProblem) {
        let mark = columns.mark(from: event.start, to: event.end)
        refuseTag(of: event, at: mark)
        var value = MeasuredNode(node: RecipeNode(.scalar(text, isQuoted: isQuoted), mark: mark))
        let isKey = awaitsKey
        if isKey {
            take(key: value.node, text)
        } else {
            refuseJoinedKey(beforeNull: value.node)
            try interpolate(&value.node, text, isQuoted: isQuoted, at: mark)
        }
        if let anchor = event.anchor { anchors[anchor] = value }
        if !isKey { try place(value) }
    }

    private mutating func take(alias name: String, _ event: YAMLEvent) throws(FatalProblem) {
        let mark = columns.mark(from: event.start, to: event.end)
        if awaitsKey {
            problems.add(RecipeProblem("an alias cannot be a key", at: mark, hint: "write the key itself"))
            return refuseKey()
        }
        guard !frames.contains(where: { $0.anchor == name }) else {
            throw FatalProblem("`*\(name)` refers to a value that contains it", at: mark)
        }
        guard let value = anchors[name] else {
            let anchors = anchors
            problems.add(Self.undefined(alias: name, among: anchors, at: mark))
            return try place(MeasuredNode(node: RecipeNode(.scalar("", isQuoted: false), mark: mark)))
        }
        guard frames.count + value.height <= RecipeLimits.depth else { throw tooDeep(at: mark) }
        try place(value, at: mark)
    }

    private static func undefined(
        alias name: String, among anchors: [String: MeasuredNode], at mark: SourceMark
    ) -> RecipeProblem {
        let candidates = anchors.count <= 100 ? anchors.keys.filter { $0.utf8.count <= 80 } : []
        return RecipeProblem(
            "there is no anchor `&\(name.shortened(to: 40))` before this alias", at: mark,
            hint: suggestion(for: name, among: candidates) ?? "put the value in quotes if it is text")
    }

    /// Adds a complete value to its map or list. `mark` is the place of use if it differs from the place of the text.
    private mutating func place(_ value: MeasuredNode, at mark: SourceMark? = nil) throws(FatalProblem) {
        nodes += mark == nil ? 1 : value.size
        guard nodes <= RecipeLimits.nodes else {
            throw FatalProblem(
                "more than \(RecipeLimits.nodes) values, counting every alias as its full value",
                at: mark ?? value.node.mark)
        }
        if frames.isEmpty {
            (tree.root, tree.height) = (value.node, value.height)
        } else {
            frames[frames.count - 1].take(value)
        }
    }

    /// Unknown or unset expressions stay as written. Inserted text is text even if it reads `null`.
    private mutating func interpolate(
        _ node: inout RecipeNode, _ text: String, isQuoted: Bool, at mark: SourceMark
    ) throws(FatalProblem) {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return }
        let (result, hasVariables): (String, Bool)
        do throws(InterpolationError) { (result, hasVariables) = try interpolation.resolve(text) } catch {
            return problems.add(RecipeProblem(error.message, at: mark, hint: error.hint, notes: error.notes))
        }
        interpolatedSize += result.utf8.count
        guard interpolatedSize <= RecipeLimits.interpolatedSize else {
            throw FatalProblem(
                "`${…}` inserted more than \(RecipeLimits.interpolatedSize) bytes of text into this file", at: mark)
        }
        let isNull = RecipeNode(.scalar(result, isQuoted: false)).isNull
        node.content = .scalar(result, isQuoted: isQuoted || isNull)
        if hasVariables { node.reference = text }
    }
}

// MARK: - Lists and maps

extension YAMLComposer {
    private mutating func begin(isMap: Bool, isFlow: Bool, _ event: YAMLEvent) throws(FatalProblem) {
        let mark = columns.mark(from: event.start, to: isFlow ? event.end : event.start)
        guard frames.count < RecipeLimits.depth else { throw tooDeep(at: mark) }
        refuseTag(of: event, at: mark)
        if frames.isEmpty { tree.isBlock = !isFlow }
        if let anchor = event.anchor { anchors[anchor] = nil }
        frames.append(
            YAMLFrame(isMap: isMap, isFlow: isFlow, isKey: awaitsKey, anchor: event.anchor, mark: mark))
    }

    private mutating func end(_ event: YAMLEvent) throws(FatalProblem) {
        guard var frame = frames.popLast() else { return }
        if frame.isFlow, event.end.line + 1 == frame.mark.line {
            frame.extend(to: columns.mark(from: event.start, to: event.end))
        }
        let value = frame.measured
        if let anchor = frame.anchor { anchors[anchor] = value }
        guard frame.isKey else { return try place(value) }
        problems.add(
            RecipeProblem("a key cannot be \(value.node.kind)", at: frame.mark, hint: "write the key as one word"))
        refuseKey()
    }

    private func tooDeep(at mark: SourceMark) -> FatalProblem {
        FatalProblem(
            "maps and lists are nested more than \(RecipeLimits.depth) deep", at: mark,
            hint: "reduce the nesting")
    }
}

// MARK: - Keys

extension YAMLComposer {
    private mutating func refuseKey() { frames[frames.count - 1].refuseKey() }

    private mutating func take(key node: RecipeNode, _ text: String) {
        guard let mark = node.mark else { return }
        if node.isNull {
            problems.add(RecipeProblem("a key is missing", at: mark, hint: "write `key: value`"))
            return refuseKey()
        }
        if case .scalar("<<", isQuoted: false) = node.content {
            problems.add(
                RecipeProblem(
                    "the merge key `<<` is not supported; it is not part of YAML 1.2", at: mark,
                    hint: "put the shared keys in another file and use `extends: that.yaml`"))
            return refuseKey()
        }
        guard let first = frames[frames.count - 1].take(key: text, at: mark) else { return }
        let frames = frames
        problems.add(
            RecipeProblem(
                "duplicate key `\(text.shortened(to: 60))`\(Self.place(in: frames))", at: mark,
                hint: first.source.isCommandLine ? "remove one of the two" : "it is already set on line \(first.line)"))
    }

    /// The path of the innermost map: " in `augment.policy[2]`".
    private static func place(in frames: [YAMLFrame]) -> String {
        let steps = frames.dropLast().compactMap { $0.step?.shortened(to: 60) }
        let path = steps.reduce("") { $0 + ($0.isEmpty || $1.hasPrefix("[") ? $1 : ".\($1)") }
        return path.isEmpty ? "" : " in `\(path)`"
    }

    /// `{a:1}` is the key `a:1` without a value, which is rarely intended.
    private mutating func refuseJoinedKey(beforeNull value: RecipeNode) {
        guard case .scalar("", isQuoted: false) = value.content, let frame = frames.last, frame.isFlow,
            case .kept(let text, let mark) = frame.key, let colon = text.firstIndex(of: ":")
        else { return }
        let (key, rest) = (text[..<colon], text[text.index(after: colon)...])
        problems.add(
            RecipeProblem(
                "missing space after the colon of `\(text.shortened(to: 60))`", at: mark,
                hint: "write `\(String(key).shortened(to: 60)): \(String(rest).shortened(to: 60))`"))
    }

    private mutating func refuseTag(of event: YAMLEvent, at mark: SourceMark) {
        guard var tag = event.tag else { return }
        let core = "tag:yaml.org,2002:"
        if tag.hasPrefix(core) { tag = "!!" + tag.dropFirst(core.count) }
        problems.add(
            RecipeProblem(
                "recipes do not support the tag `\(tag.shortened(to: 60))`", at: mark,
                hint: "remove the tag; the setting decides the type of its value"))
    }
}
