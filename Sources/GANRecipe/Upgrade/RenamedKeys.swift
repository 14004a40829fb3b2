import GANCore

/// Keys and values of the first language that have another name in the second.
enum RenamedKeys {
    /// A setting of a section.
    struct Rename: Sendable {
        let section: String
        let old: String
        let new: String
        /// The new text of each value that has one.
        let values: [String: String]

        /// Whether only values changed; others than those of `values` stay.
        var keepsKey: Bool { old == new }
    }

    static let all = [
        Rename(
            section: "train", old: "fake_labels", new: "fake_sampler",
            values: ["data": "shuffled", "uniform": "class_balanced"]),
        Rename(section: "data", old: "channels", new: "channels", values: ["grey": "gray"]),
    ]

    /// The tree in words of the second language. Unknown values stay as they are, so that checking the recipe reports them.
    static func renamed(_ root: RecipeNode) -> RecipeNode {
        root.mappingEntries { entry in
            let renames = all.filter { $0.section == entry.key }
            guard !renames.isEmpty else { return entry }
            var section = entry
            section.value = entry.value.mappingEntries { setting in
                guard let rename = renames.first(where: { $0.old == setting.key }) else { return setting }
                return renamed(setting, rename)
            }
            return section
        }
    }

    private static func renamed(_ setting: RecipeNode.Entry, _ rename: Rename) -> RecipeNode.Entry {
        var result = setting
        result.key = rename.new
        if let new = setting.value.scalarText.flatMap({ rename.values[$0] }) {
            result.value.content = .scalar(new, isQuoted: false)
        }
        return result
    }
}

extension RecipeNode {
    /// A map with changed entries; another node unchanged.
    func mappingEntries(_ change: (Entry) -> Entry) -> RecipeNode {
        guard case .map(let entries) = content else { return self }
        return RecipeNode(.map(entries.map(change)), mark: mark)
    }
}
