import GANCore

/// Components that are hooks in the second language. The first had them in `regularizers`, or as a section of their own.
struct MovedHooks {
    /// The defaults of each registered hook, by its name and key.
    let defaults: [String: [String: String]]

    private static let section = ComponentRole.hook.section
    private static let regularizers = ComponentRole.regularizer.section
    /// Keys that every regularizer has and a hook does not.
    private static let slotKeys = RegularizerSchedule.descriptions().map(\.name)

    init(_ layout: RecipeLayout) { defaults = layout.hookDefaults }

    /// The keys of a tree that are hooks now.
    struct Keys {
        /// Top-level keys.
        var sections: [RecipeNode.Entry] = []
        /// Entries of `regularizers`.
        var slots: [RecipeNode.Entry] = []

        var isEmpty: Bool { sections.isEmpty && slots.isEmpty }

        /// Slots with keys of regularizers, which a hook does not have.
        var scheduled: [RecipeNode.Entry] {
            slots.filter { slot in slot.value.entries.contains { MovedHooks.slotKeys.contains($0.key) } }
        }
    }

    /// - Parameter merged: the tree with its parents, which may name the types; nil for a tree without parents.
    func keys(of root: RecipeNode, merged: RecipeNode? = nil) -> Keys {
        let slots = root[Self.regularizers]?.entries ?? []
        return Keys(
            sections: root.entries.filter { defaults[$0.key] != nil && !$0.value.isNull },
            slots: slots.filter { slot in
                let type = slot.value["type"] ?? merged?[Self.regularizers]?[slot.key]?["type"]
                return defaults[type?.scalarText ?? slot.key] != nil
            })
    }

    /// The tree with its hooks under `hooks`.
    /// - Parameter dropsDefaults: drops sections that change nothing. A run's resolved recipe has every section.
    func moved(_ root: RecipeNode, merged: RecipeNode? = nil, dropsDefaults: Bool) -> RecipeNode {
        let keys = keys(of: root, merged: merged)
        guard !keys.isEmpty else { return root }
        let (sections, slots) = (keys.sections.map(\.key), keys.slots.map(\.key))
        let rest = root.entries.filter { !sections.contains($0.key) }.compactMap { entry -> RecipeNode.Entry? in
            guard entry.key == Self.regularizers, !slots.isEmpty else { return entry }
            let others = entry.value.entries.filter { !slots.contains($0.key) }
            guard !others.isEmpty else { return nil }
            return .init(
                key: entry.key, keyMark: entry.keyMark, value: RecipeNode(.map(others), mark: entry.value.mark))
        }
        let kept = keys.sections.filter { !dropsDefaults || !isDefault($0) }
        let hooks = keys.slots.map(withoutSchedule) + kept
        guard !hooks.isEmpty else { return RecipeNode(.map(rest), mark: root.mark) }
        return RecipeNode(
            .map(rest + [.init(key: Self.section, keyMark: nil, value: RecipeNode(.map(hooks)))]), mark: root.mark)
    }

    private func isDefault(_ section: RecipeNode.Entry) -> Bool {
        section.value.entries.allSatisfy { defaults[section.key]?[$0.key] == $0.value.inlineText }
    }

    /// Without the slot keys that have their default, which is the only value that they could have.
    private func withoutSchedule(_ slot: RecipeNode.Entry) -> RecipeNode.Entry {
        let plain = Dictionary(
            uniqueKeysWithValues: RegularizerSchedule.descriptions().map { ($0.name, $0.defaultValue?.inlineText) })
        guard case .map(let entries) = slot.value.content else { return slot }
        var result = slot
        result.value.content = .map(entries.filter { plain[$0.key] != $0.value.inlineText })
        return result
    }
}

// MARK: - Text

extension MovedHooks {
    /// A file's text with its hooks under `hooks`; comments and layout of everything else are kept.
    /// - Returns: nil if the text cannot be changed this way, for example inside braces.
    func moved(inText text: String, _ source: SourceText, merged: RecipeNode) -> String? {
        guard let root = ScalarEdits.tree(text, source) else { return nil }
        let keys = keys(of: root, merged: merged)
        guard !keys.isEmpty else { return text }
        // YAML has further line ends. Lines between line feeds would not be those of the keys' places.
        guard text.allSatisfy({ !$0.isNewline || $0 == "\n" || $0 == "\r\n" }) else { return nil }
        let result = edited(text, root, keys)
        guard let tree = ScalarEdits.tree(result, source),
            RecipeDifference.between(moved(root, merged: merged, dropsDefaults: false), and: tree).isEmpty
        else { return nil }
        return result
    }

    private func edited(_ text: String, _ root: RecipeNode, _ keys: Keys) -> String {
        var lines = text.splitAtLineFeeds(omittingEmpty: false)
        let regularizers = root.entry(Self.regularizers)
        let movesAll = !keys.slots.isEmpty && keys.slots.count == regularizers?.value.entries.count
        if movesAll, keys.sections.isEmpty, let mark = regularizers?.keyMark {
            lines[mark.line - 1] = lines[mark.line - 1].replacing(
                Self.regularizers, with: Self.section, maxReplacements: 1)
            return lines.joined(separator: "\n")
        }
        let blocks = (keys.slots + keys.sections).compactMap { $0.keyMark.map { Self.block($0, in: lines) } }
        let moving = blocks.flatMap { block in
            block.map { "  " + lines[$0].dropFirst(Self.indent(lines[block.lowerBound])) }
        }
        let place =
            keys.sections.first?.keyMark.map { $0.line - 1 }
            ?? regularizers?.keyMark.map { Self.block($0, in: lines).upperBound } ?? lines.count
        let emptied = movesAll ? regularizers?.keyMark.map { $0.line - 1 } : nil
        var result: [String] = []
        for index in 0...lines.count {
            if index == place { result += ["\(Self.section):"] + moving }
            guard index < lines.count, index != emptied, !blocks.contains(where: { $0.contains(index) }) else {
                continue
            }
            result.append(lines[index])
        }
        return result.joined(separator: "\n")
    }

    /// The lines of an entry, without blank lines and comments after it.
    private static func block(_ mark: SourceMark, in lines: [String]) -> Range<Int> {
        let (start, column) = (mark.line - 1, mark.column - 1)
        var end = start + 1
        for index in (start + 1)..<max(lines.count, start + 1) {
            let content = lines[index].drop { $0 == " " }
            if content.isEmpty || content.first == "#" { continue }
            guard indent(lines[index]) > column else { break }
            end = index + 1
        }
        return start..<end
    }

    private static func indent(_ line: String) -> Int { line.prefix { $0 == " " }.count }
}
