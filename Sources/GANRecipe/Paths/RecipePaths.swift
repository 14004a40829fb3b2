import GANCore

/// The values of a recipe that are paths, as declared by the settings of its components and sections.
final class RecipePaths {
    /// A value that is a path.
    struct Place {
        /// `data.path`.
        let key: String
        let node: RecipeNode
    }

    /// The paths in the order of the recipe.
    private(set) var places: [Place] = []
    /// The tree with the changed paths.
    private(set) var changed: RecipeNode
    /// Unregistered components with keys; it is unknown which of their values are paths.
    private(set) var unknown = ProblemList()
    private let catalog: ComponentCatalog
    private let change: (Place) -> String?

    /// - Parameters:
    /// - root: the merged tree with types.
    /// - change: returns the new text of a path, or nil to keep it.
    init(_ root: RecipeNode, _ catalog: ComponentCatalog, change: @escaping (Place) -> String? = { _ in nil }) {
        (self.catalog, self.change, changed) = (catalog, change, root)
        changed = map(root) { key, value in self.topLevel(key, value) }
    }

    private func map(_ node: RecipeNode, _ value: (String, RecipeNode) -> RecipeNode) -> RecipeNode {
        guard case .map(let entries) = node.content else { return node }
        let changed = entries.map { RecipeNode.Entry(key: $0.key, keyMark: $0.keyMark, value: value($0.key, $0.value)) }
        return RecipeNode(.map(changed), mark: node.mark)
    }

    private func topLevel(_ key: String, _ value: RecipeNode) -> RecipeNode {
        if let role = ComponentRole.topLevel.first(where: { $0.section == key }) {
            return component(value, role, key)
        }
        if let role = [ComponentRole.regularizer, .hook].first(where: { $0.section == key }) {
            return map(value) { name, slot in self.component(slot, role, "\(key).\(name)", defaultType: name) }
        }
        return catalog.sections[key].map { settings(value, $0.descriptions(), key) } ?? value
    }

    private func component(
        _ node: RecipeNode, _ role: ComponentRole, _ path: String, defaultType: String? = nil
    ) -> RecipeNode {
        guard case .map = node.content, let type = node["type"]?.scalarText ?? defaultType else { return node }
        // In the first language, hooks were regularizers.
        let hook = role == .regularizer ? catalog.entry(.hook, type) : nil
        guard let entry = catalog.entry(role, type) ?? hook else {
            if node.entries.contains(where: { $0.key != "type" }) {
                var problem = RecipeProblem(
                    "unknown \(role.rawValue) `\(type.shortened(to: 60))`, so it is not known which of its values are paths",
                    at: node["type"]?.mark ?? node.mark, hint: "if a plugin registers it, load that plugin")
                problem.mayNeedPlugin = true
                unknown.add(problem)
            }
            return node
        }
        return settings(node, entry.settings, path)
    }

    private func settings(
        _ node: RecipeNode, _ known: [SettingDescription], _ path: String
    ) -> RecipeNode {
        map(node) { key, value in
            known.first { $0.name == key }.map { self.value(value, $0.type, "\(path).\(key)") } ?? value
        }
    }

    private func value(_ node: RecipeNode, _ type: SettingType, _ path: String) -> RecipeNode {
        switch (type, node.content) {
        case (.path, .scalar(let text, let isQuoted)):
            guard !node.isNull, !text.isEmpty else { return node }
            let place = Place(key: path, node: node)
            places.append(place)
            guard let reference = node.reference else {
                return RecipeNode(.scalar(change(place) ?? text, isQuoted: isQuoted), mark: node.mark)
            }
            // With a relative value, the text that refers to it is a relative path, too.
            let written = Place(key: path, node: RecipeNode(.scalar(reference, isQuoted: true), mark: node.mark))
            var changed = node
            if !text.hasPrefix("/") { changed.reference = change(written) ?? reference }
            return changed
        case (.optional(let wrapped), _): return value(node, wrapped, path)
        case (.list(let element), .list(let nodes)):
            let changed = nodes.enumerated().map { value($0.element, element, "\(path)[\($0.offset)]") }
            return RecipeNode(.list(changed), mark: node.mark)
        case (.group(let known), _): return settings(node, known, path)
        case (.component(let role), _): return component(node, role, path)
        case (.scheduled, .map): return component(node, .schedule, path)
        default: return node
        }
    }
}
