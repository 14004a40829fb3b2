import GANCore

/// A recipe whose keys and values are all valid. Its components are not made yet.
package struct CheckedRecipe {
    package struct Slot {
        package let name: String
        package let choice: ComponentChoice
        package let schedule: RegularizerSchedule
    }

    package struct Hook {
        package let name: String
        package let choice: ComponentChoice
    }

    package let top: TopLevelSettings
    /// The components by top-level key, without the regularizers and hooks.
    package let components: [ComponentRole: ComponentChoice]
    package let regularizers: [Slot]
    package let hooks: [Hook]
    package let sections: [(name: String, settings: any RecipeSection)]
    /// The recipe after `extends` and overrides. It provides the source positions.
    let tree: RecipeNode

    /// The settings of a section, or its defaults if the recipe has no such section.
    package func section<S: RecipeSection>(_ type: S.Type) -> S {
        sections.lazy.compactMap { $0.settings as? S }.first ?? S()
    }

    /// The recipe with every default written out. It is a valid recipe itself.
    package var resolved: RecipeNode {
        var entries = top.resolvedEntries()
        for role in ComponentRole.topLevel {
            if let choice = components[role] { entries.append(Self.entry(role.section, choice.node)) }
        }
        if !regularizers.isEmpty {
            entries.append(
                Self.entry("regularizers", RecipeNode(.map(regularizers.map { Self.entry($0.name, $0.node) }))))
        }
        if !hooks.isEmpty {
            let slots = hooks.map { Self.entry($0.name, $0.choice.node) }
            entries.append(Self.entry(ComponentRole.hook.section, RecipeNode(.map(slots))))
        }
        entries += sections.map { Self.entry($0.name, RecipeNode(.map($0.settings.resolvedEntries()))) }
        return RecipeNode(.map(entries)).markedLike(tree)
    }

    /// The values that are paths, with their keys: `data.path`. Paths that are null are left out.
    package func paths(_ catalog: ComponentCatalog) -> [(key: String, path: String)] {
        RecipePaths(resolved, catalog).places.map { ($0.key, $0.node.scalarText ?? "") }
    }

    /// The resolved recipe with other paths.
    package func resolved(_ catalog: ComponentCatalog, paths: @escaping (String) -> String) -> RecipeNode {
        RecipePaths(resolved, catalog) { $0.node.scalarText.map(paths) }.changed
    }

    /// The resolved recipe for texts that others see.
    /// - Parameter path: shortens a path. It gets `${env:NAME}` and not the value, where the recipe refers to a variable.
    package func shown(_ catalog: ComponentCatalog, path: @escaping (String) -> String) -> RecipeNode {
        resolved(catalog, paths: path).replacingReferences(path)
    }

    private static func entry(_ key: String, _ value: RecipeNode) -> RecipeNode.Entry {
        RecipeNode.Entry(key: key, keyMark: nil, value: value)
    }
}

extension CheckedRecipe.Slot {
    /// Type, then the slot's keys, then the component's own.
    fileprivate var node: RecipeNode {
        let own = choice.node.entries
        return RecipeNode(.map(own.prefix(1) + schedule.resolvedEntries() + own.dropFirst()))
    }
}

extension RecipeNode {
    /// This tree with the source positions that `original` has for its values, and with its references to environment variables. A value that
    /// is only a default has no position.
    fileprivate func markedLike(_ original: RecipeNode) -> RecipeNode {
        var result = self
        result.mark = original.mark
        result.reference = original.absoluteReference
        switch (content, original.content) {
        case (.list(let nodes), .list(let others)) where nodes.count == others.count:
            result.content = .list(zip(nodes, others).map { $0.markedLike($1) })
        case (.map(let entries), _):
            // A bare name is short for a map with `type`.
            if case .scalar = original.content { result.mark = nil }
            result.content = .map(entries.map { $0.markedLike(original) })
        default: break
        }
        return result
    }

    /// This tree with texts in place of values of variables.
    /// - Parameter text: of a reference.
    fileprivate func replacingReferences(_ text: (String) -> String) -> RecipeNode {
        if let reference { return RecipeNode(.scalar(text(reference), isQuoted: true), mark: mark) }
        var result = self
        switch content {
        case .scalar: break
        case .list(let nodes): result.content = .list(nodes.map { $0.replacingReferences(text) })
        case .map(let entries):
            result.content = .map(
                entries.map { entry in
                    var replaced = entry
                    replaced.value = entry.value.replacingReferences(text)
                    return replaced
                })
        }
        return result
    }

    /// The reference, for a file in any other folder: as it is, or after this file's folder if the value is a relative path.
    private var absoluteReference: String? {
        guard let reference, case .scalar(let text, _) = content else { return nil }
        guard !text.hasPrefix("/"), let folder = mark?.source.folder else { return reference }
        return PathText.joined(PathText.absolute(folder), reference)
    }
}

extension RecipeNode.Entry {
    /// - Parameter original: the map that has the entry, or a bare name in its place.
    fileprivate func markedLike(_ original: RecipeNode) -> RecipeNode.Entry {
        var marked = self
        if let said = original.entries.first(where: { $0.key == key }) {
            marked.keyMark = said.keyMark
            marked.value = value.markedLike(said.value)
        } else if key == "type", case .scalar = original.content {
            marked.value.mark = original.mark
        }
        return marked
    }
}
