import GANCore

/// Checks a recipe against the catalog: keys, types, ranges and names. Reports all problems at once.
package struct RecipeChecker {
    /// The sections that every recipe must have, in its own file or in a parent.
    static let required: [ComponentRole] = [.dataset, .generator, .discriminator, .loss]
    private let catalog: ComponentCatalog

    package init(_ catalog: ComponentCatalog) { self.catalog = catalog }

    /// - Returns: nil if `problems` grew.
    package func check(_ tree: RecipeNode, _ problems: ProblemCollector) -> CheckedRecipe? {
        let before = problems.count
        let reader = SettingReader(tree, path: "", catalog: catalog, problems: problems)
        guard case .map(let entries) = tree.content else {
            return reader.reportNoMap()
        }
        let top = TopLevelSettings.read(entries.filter { topKeys.contains($0.key) }, reader)
        // First: all problems of a plugin that is not loaded follow from this one.
        checkRequired(top, tree, reader)
        reader.reportUnknownKeys(entries, known: topLevelKeys)
        reader.reportMissing(Self.required.filter { tree[$0.section]?.isNull ?? true }, catalog)
        let components = readComponents(tree, reader)
        let regularizers = slots(.regularizer, tree, reader).compactMap(readSlot)
        let hooks = slots(.hook, tree, reader).compactMap(readHook)
        let sections = readSections(tree, reader)
        guard problems.count == before else { return nil }
        return CheckedRecipe(
            top: top, components: components, regularizers: regularizers, hooks: hooks, sections: sections, tree: tree)
    }

    private var topKeys: [String] { TopLevelSettings.descriptions().map(\.name) }

    /// All top-level keys of a recipe, in their usual order.
    package var topLevelKeys: [String] {
        topKeys + ComponentRole.allCases.filter(\.hasTopLevelKey).map(\.section) + catalog.sections.keys.sorted()
    }

    /// Checks that every module in `requires` has registered components.
    private func checkRequired(_ top: TopLevelSettings, _ tree: RecipeNode, _ reader: SettingReader) {
        let modules = Set(ComponentRole.allCases.flatMap { catalog.entries($0).map(\.module) })
        for (index, name) in top.requires.enumerated() where !modules.contains(name) {
            var mark = tree["requires"]?.mark
            if case .list(let nodes)? = tree["requires"]?.content, nodes.indices.contains(index) {
                mark = nodes[index].mark
            }
            reader.reportMissingPlugin(
                "`requires` names `\(name.shortened(to: 60))`, but this plugin is not loaded", at: mark,
                hint: "load this plugin", notes: ["loaded: \(listed(modules.sorted()))"], namesPlugin: true)
        }
    }

    private func readComponents(_ tree: RecipeNode, _ reader: SettingReader) -> [ComponentRole: ComponentChoice] {
        var found: [ComponentRole: ComponentChoice] = [:]
        for role in ComponentRole.topLevel {
            guard let entry = tree.entry(role.section), !entry.value.isNull else {
                continue
            }
            found[role] = reader.child(entry.key, entry.value, keyMark: entry.keyMark).component(role)
        }
        return found
    }

    /// The entries of a map of components.
    private func slots(
        _ role: ComponentRole, _ tree: RecipeNode, _ reader: SettingReader
    ) -> [(RecipeNode.Entry, SettingReader)] {
        guard let entry = tree.entry(role.section), !entry.value.isNull else { return [] }
        let section = reader.child(entry.key, entry.value, keyMark: entry.keyMark)
        guard case .map(let entries) = entry.value.content else {
            let example = role == .hook ? "  freeze: {}" : "  NAME: {weight: 0.01, every: 16}"
            section.report(
                "`\(role.section)` is \(entry.value.kind)",
                hint: "expected a map from names to \(plural(role.rawValue))",
                notes: ["\(role.section):", example])
            return []
        }
        guard section.mayHave(components: entries.count) else { return [] }
        return entries.map { ($0, section.child($0.key, $0.value, keyMark: $0.keyMark)) }
    }

    private func readSlot(_ entry: RecipeNode.Entry, _ reader: SettingReader) -> CheckedRecipe.Slot? {
        let keys = RegularizerSchedule.descriptions()
        guard let entries = named(entry, reader, keys) else { return nil }
        let names = keys.map(\.name)
        let choice = reader.component(.regularizer, defaultType: entry.key, slotKeys: names)
        let schedule = RegularizerSchedule.read(entries.filter { names.contains($0.key) }, reader)
        return choice.map { CheckedRecipe.Slot(name: entry.key, choice: $0, schedule: schedule) }
    }

    private func readHook(_ entry: RecipeNode.Entry, _ reader: SettingReader) -> CheckedRecipe.Hook? {
        guard named(entry, reader, []) != nil else { return nil }
        return reader.component(.hook, defaultType: entry.key).map { CheckedRecipe.Hook(name: entry.key, choice: $0) }
    }

    /// The entries of a slot, after its name was checked; nil after reporting that it is no map.
    private func named(
        _ entry: RecipeNode.Entry, _ reader: SettingReader, _ keys: [SettingDescription]
    ) -> [RecipeNode.Entry]? {
        guard case .map(let entries) = reader.node.content else {
            let hint = entry.value.isNull ? ["write `\(entry.key): {}` to use its defaults"] : []
            return reader.mismatch(.group(keys), notes: hint)
        }
        let isWord = entry.key.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
        if !isWord {
            reader.report(
                "`\(entry.key.shortened(to: 60))` is not a valid name", at: entry.keyMark,
                hint: "use lower-case letters, digits and underscores")
        }
        return entries
    }

    private func readSections(_ tree: RecipeNode, _ reader: SettingReader) -> [(String, any RecipeSection)] {
        catalog.sections.sorted { $0.key < $1.key }.map { name, type in
            let node = tree.entry(name).flatMap { $0.value.isNull ? nil : $0 }
            let inner = reader.child(name, node?.value ?? RecipeNode(.map([])), keyMark: node?.keyMark)
            if let node {
                for setting in type.descriptions()
                where type.requiredKeys.contains(setting.name) && node.value[setting.name] == nil {
                    inner.reportMissing(setting)
                }
            }
            return (name, type.readSection(inner))
        }
    }
}

extension RecipeSection {
    fileprivate static func readSection(_ reader: SettingReader) -> any RecipeSection {
        guard case .map(let entries) = reader.node.content else {
            let nothing: Self? = reader.mismatch(.group(descriptions()))
            return nothing ?? Self()
        }
        reader.reportUnknownKeys(entries, known: descriptions().map(\.name))
        return read(entries, reader)
    }
}

extension RecipeNode {
    func entry(_ key: String) -> Entry? { entries.first { $0.key == key } }
}

extension SettingReader {
    fileprivate func reportNoMap<Value>() -> Value? {
        report("the recipe is \(node.kind)", hint: "expected a map that starts with `recipe: 2`")
        return nil
    }

    /// Returns nil if no section is missing.
    fileprivate func reportMissing(_ roles: [ComponentRole], _ catalog: ComponentCatalog) {
        guard !roles.isEmpty else { return }
        report(
            "the recipe has no " + roles.map { "`\($0.section)`" }.joined(separator: ", "),
            hint: "add the key, or extend a recipe that has it with `extends:`",
            notes: roles.map { "\($0.section): \(listed(catalog.entries($0).map(\.name)))" })
    }
}
