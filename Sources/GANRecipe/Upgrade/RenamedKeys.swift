import GANCore

/// Keys and values that have another name now.
enum RenamedKeys {
    /// A setting of a section.
    struct Rename: Sendable {
        enum Change: Sendable {
            /// The new text of each value that has one.
            case values([String: String])
            /// The value stands under a key of its own: `2` is `{last: 2}` now.
            case nested(String)
        }

        /// The last language that had the old name.
        let language: Int
        let section: String
        let old: String
        let new: String
        let change: Change

        /// Whether only values changed; others than those of `change` stay.
        var keepsKey: Bool { old == new }

        var oldPath: String { "\(section).\(old)" }

        /// `train.keep.last`
        var newPath: String {
            switch change {
            case .values: "\(section).\(new)"
            case .nested(let key): "\(section).\(new).\(key)"
            }
        }
    }

    private static let all = [
        Rename(
            language: 1, section: "train", old: "fake_labels", new: "fake_sampler",
            change: .values(["data": "shuffled", "uniform": "class_balanced"])),
        Rename(language: 1, section: "data", old: "channels", new: "channels", change: .values(["grey": "gray"])),
        Rename(language: 2, section: "train", old: "keep_checkpoints", new: "keep", change: .nested("last")),
    ]

    /// The renames of a file of a language.
    static func all(of language: Int) -> [Rename] { all.filter { $0.language >= language } }

    /// A tree with today's names. Unknown values stay as they are, so that checking the recipe reports them.
    static func renamed(_ root: RecipeNode, of language: Int) -> RecipeNode {
        root.mappingEntries { entry in
            let renames = all(of: language).filter { $0.section == entry.key }
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
        switch rename.change {
        case .values(let values):
            if let new = setting.value.scalarText.flatMap({ values[$0] }) {
                result.value.content = .scalar(new, isQuoted: false)
            }
        case .nested(let key):
            result.value = RecipeNode(
                .map([.init(key: key, keyMark: setting.keyMark, value: setting.value)]), mark: setting.value.mark)
        }
        return result
    }

    /// The old names in a file of the newest language, as problems.
    static func problems(in root: RecipeNode, path: String) -> [RecipeProblem] {
        all(of: 2).compactMap { rename in
            root[rename.section]?.entry(rename.old).map { entry in
                RecipeProblem(
                    "`\(rename.oldPath)` is called `\(rename.newPath)` now", at: entry.keyMark,
                    hint: "rewrite the file with `\(shellCommand(["ganzoo", "recipe", "upgrade", path]))`")
            }
        }
    }
}

extension RecipeNode {
    /// A map with changed entries; another node unchanged.
    func mappingEntries(_ change: (Entry) -> Entry) -> RecipeNode {
        guard case .map(let entries) = content else { return self }
        return RecipeNode(.map(entries.map(change)), mark: mark)
    }
}
