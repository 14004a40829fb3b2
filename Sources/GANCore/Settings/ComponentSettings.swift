/// The recipe keys of a component or section: a struct of `@Setting` properties whose `init()` sets all defaults.
///
/// A plain property that holds settings contributes their keys, so components can share declarations.
public protocol ComponentSettings: SendableMetatype {
    init()
    /// Conflicts between the settings, each with one of their keys; empty if there are none.
    func conflicts() -> [RecipeError]
    /// Settings for `ganzoo plugin check`: those of a small component, such as one with few channels, so that it takes seconds, and
    /// values of settings without a default. The defaults, unless a type states others.
    static var small: Self { get }
}

extension ComponentSettings {
    public static var small: Self { Self() }

    public func conflicts() -> [RecipeError] { [] }
}

/// The settings of a component that has none.
public struct NoSettings: ComponentSettings {
    public init() {}
}

extension ComponentSettings {
    /// All settings with their keys, in the order of declaration.
    func settings() -> [(name: String, setting: any AnySetting)] {
        Mirror(reflecting: self).children.flatMap { child in
            if let lent = child.value as? any ComponentSettings { return lent.settings() }
            guard let label = child.label, let setting = child.value as? any AnySetting else { return [] }
            return [(snakeCase(label.hasPrefix("_") ? String(label.dropFirst()) : label), setting)]
        }
    }

    /// Conflicts between the settings, including those of nested settings.
    fileprivate func allConflicts() -> [RecipeError] {
        Mirror(reflecting: self).children.compactMap { $0.value as? any ComponentSettings }
            .flatMap { $0.allConflicts() } + conflicts()
    }

    package static func descriptions() -> [SettingDescription] {
        Self().settings().map { SettingDescription(name: $0.name, $0.setting) }
    }

    /// All settings with their values, defaults included, as in a recipe.
    package func resolvedEntries() -> [RecipeNode.Entry] {
        settings().compactMap { name, setting in
            setting.node.map { RecipeNode.Entry(key: name, keyMark: nil, value: $0) }
        }
    }

    /// The settings of `small` whose values are not the defaults.
    package static func smallEntries() -> [RecipeNode.Entry] {
        let defaults = Self().resolvedEntries()
        return small.resolvedEntries().filter { entry in
            defaults.first { $0.key == entry.key }?.value.inlineText != entry.value.inlineText
        }
    }

    /// Reads the settings from the entries of a map; the caller has checked the keys. Problems go to the reader.
    package static func read(_ entries: [RecipeNode.Entry], _ reader: SettingReader) -> Self {
        let result = Self()
        let before = reader.problemCount
        for (name, setting) in result.settings() {
            if let entry = entries.first(where: { $0.key == name }) {
                let expectation = SettingDescription(name: name, setting).expectation
                setting.read(
                    reader.child(name, entry.value, keyMark: entry.keyMark, expectation: expectation))
            } else if setting.node == nil {
                reader.reportMissing(SettingDescription(name: name, setting))
            }
        }
        if reader.problemCount == before {
            for conflict in result.allConflicts() { report(conflict, entries, reader) }
        }
        return result
    }

    private static func report(_ conflict: RecipeError, _ entries: [RecipeNode.Entry], _ reader: SettingReader) {
        let entry = entries.first { $0.key == conflict.key }
        let place = [reader.path, conflict.key].filter { !$0.isEmpty }.joined(separator: ".")
        reader.report("`\(place)`: \(conflict.problem)", at: entry?.value.mark ?? entry?.keyMark, hint: conflict.fix)
    }
}

extension SettingReader {
    /// Reports a missing required key.
    package func reportMissing(_ setting: SettingDescription) {
        let key = path.isEmpty ? setting.name : "\(path).\(setting.name)"
        report(
            "\(path.isEmpty ? "the recipe" : "`\(path)`") has no `\(setting.name)`",
            hint: "expected \(setting.type.description(in: setting.range)): \(setting.help)",
            notes: setting.type.isPath ? ["set it in the recipe, or add `\(key)=…` after the recipe's name"] : [])
    }
}

extension SettingType {
    /// Whether it is a path or an optional path.
    fileprivate var isPath: Bool {
        switch self {
        case .path: true
        case .optional(let wrapped): wrapped.isPath
        default: false
        }
    }
}

/// Converts `noiseStrength` to `noise_strength`.
package func snakeCase(_ name: String) -> String {
    name.reduce(into: "") { result, character in
        if character.isUppercase && !result.isEmpty { result.append("_") }
        result += character.lowercased()
    }
}
