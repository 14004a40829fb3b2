/// Settings grouped under one key: `long_tail: {profile: exponential, ratio: 100}`.
public protocol SettingGroup: ComponentSettings, SettingValue {}

extension SettingGroup {
    public static var settingType: SettingType { .group(descriptions()) }
    public var recipeNode: RecipeNode { RecipeNode(.map(resolvedEntries())) }

    public static func read(_ reader: SettingReader) -> Self? {
        guard case .map(let entries) = reader.node.content else { return reader.mismatch(settingType) }
        let before = reader.problemCount
        reader.reportUnknownKeys(entries, known: descriptions().map(\.name))
        let group = read(entries, reader)
        return reader.problemCount == before ? group : nil
    }
}

extension RecipeNode.Entry {
    /// `{summary: one, two}` is a text and a key.
    fileprivate var hintAtComma: String? {
        key.contains(" ") && value.isNull ? "a comma in braces ends a value; put the text in quotes" : nil
    }
}

extension SettingReader {
    /// Reports every key that is not in `known`, with similar names, the known keys, and the section where the key is valid.
    package func reportUnknownKeys(_ entries: [RecipeNode.Entry], known: [String], of owner: String? = nil) {
        let names = Set(known)
        let title = path.isEmpty ? "" : " in `\(path)`"
        for entry in entries where !names.contains(entry.key) {
            report(
                "unknown key `\(entry.key.shortened(to: 60))`\(title)", at: entry.keyMark,
                hint: suggestion(for: entry.key, among: known)
                    ?? homes.first(ofKey: entry.key, besides: path).map { "`\(entry.key)` belongs to \($0)" }
                    ?? entry.hintAtComma,
                notes: [(owner.map { "\($0) takes: " } ?? "known: ") + listed(known)])
        }
    }
}
