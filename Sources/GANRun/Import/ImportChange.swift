import GANCore
import GANModule
import GANRecipe

/// A value that the user gives where no tensor shows one: `data.path=images`; or of an importer's setting: `importer.mine.strict=true`.
package struct ImportChange: Hashable, Sendable {
    package let key: String
    package let value: String

    /// - Parameter text: `key=value` of a network, of the data or of an importer. A relative path is relative to the working folder.
    /// - Throws: `RunError.unfit`.
    package init(_ text: String) throws {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex, !text.contains(where: \.isNewline) else {
            throw RunError.unfit(
                "`\(text.shortened(to: 60))` does not have the form KEY=VALUE, such as data.path=images")
        }
        let importers = "\(ComponentRole.importer.section)."
        guard ["generator.", "discriminator.", "data.", importers].contains(where: text.hasPrefix) else {
            throw RunError.unfit(
                "`\(text.shortened(to: 60))` is not a key of a network, of the data or of an importer; change other keys in \(RunPaths.recipeName) after the import"
            )
        }
        let key = String(text[..<equals])
        let said = String(text[text.index(after: equals)...])
        let name = key.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).last ?? ""
        guard !name.isEmpty, name != "type" else {
            throw RunError.unfit(
                "`\(text.shortened(to: 60))` sets \(name.isEmpty ? "no key" : "a type, which cannot be set")")
        }
        guard !text.hasPrefix(importers) || key.split(separator: ".").count == 3 else {
            throw RunError.unfit(
                "`\(text.shortened(to: 60))` does not have the form \(importers)NAME.KEY=VALUE")
        }
        (self.key, value) = (key, Self.isPath(key) ? RecipeWriter.value(PathText.absolute(said)) : said)
    }

    /// Whether the imported recipe would take the value as relative to itself, and not to the working folder.
    private static func isPath(_ key: String) -> Bool {
        let settings = ComponentCatalog.linked.entry(.dataset, "image_folder")?.settings ?? []
        guard case .path? = settings.first(where: { "data.\($0.name)" == key })?.type else { return false }
        return true
    }
}
