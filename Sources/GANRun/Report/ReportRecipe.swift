import Foundation
import GANCore
import GANModule
import GANRecipe
import GANTrain

/// The recipe of a run, and what it changes in its parent.
struct ReportRecipe {
    private let digest: RunDigest

    init(_ digest: RunDigest) { self.digest = digest }

    /// Paths are cut to their last parts, as in model cards.
    private static func shown(_ recipe: CheckedRecipe) -> RecipeNode { recipe.shown(.linked) { $0.lastPathPart } }

    /// An override of a path has the path's last part. Others with a slash may have a path inside: of a map, a list, or a key that a later
    /// override removes.
    static func shown(_ override: String, _ places: Set<String>) -> String {
        let parts = override.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let key = parts[0].trimmingCharacters(in: .whitespaces)
        if places.contains(key), parts.count == 2 { return "\(key)=\(String(parts[1]).lastPathPart)" }
        guard override.contains("/") else { return override }
        return key.contains("/") ? "…" : "\(key)=…"
    }

    var markup: Markup {
        guard let recipe = digest.recipe else { return "<p>The recipe cannot be read; see the warnings.</p>" }
        return """
            \(differences(recipe))
            \(.details("Whole recipe with all defaults", "<pre>\(RecipeWriter().text(Self.shown(recipe)))</pre>"))
            """
    }

    private func differences(_ recipe: CheckedRecipe) -> Markup {
        let places = Set(recipe.paths(.linked).map(\.key))
        let words = (digest.manifest.overrides ?? []).map { Self.shown($0, places) }.joined(separator: " ")
        let changed: Markup = words.isEmpty ? "" : "<p>Changed on the command line: \(words)</p>"
        guard let path = parentPath else { return "<p>The recipe extends no other one.</p>\(changed)" }
        let name = Self.name(path)
        guard let parent = Self.parent(path) else {
            let reason = Self.libraryName(path) == nil ? "is no recipe of the library" : "cannot be read here"
            return """
                <p>It extends \(name), which \(reason), so differences are not known. <code>ganzoo recipe diff</code> compares it with \
                the resolved.yaml of the run.</p>\(changed)
                """
        }
        let found = RecipeDifference.between(Self.shown(parent), and: Self.shown(recipe))
            .filter { !$0.path.hasPrefix("about") }
        guard !found.isEmpty else { return "<p>The recipe extends \(name), and changes nothing in it.</p>" }
        let rows = found.map { difference in
            (
                name: "\(difference.path)" as Markup,
                cells: [difference.first, difference.second].map {
                    Markup.Cell("\(($0 ?? "(none)").shortened(to: 200))", style: "value")
                }
            )
        }
        return "\(changed)\(.table("Differences from \(name) as it is now", head: ["key", "parent", "this run"], rows))"
    }

    // MARK: The parent

    /// The file of the parent, as the copy of the recipe in the run's folder names it; nil if the recipe extends none.
    private var parentPath: String? {
        guard let bytes = try? RunContents.read(digest.contents.paths.recipe, limit: RunContents.largestJSON) else {
            return nil
        }
        let comments = String(decoding: bytes, as: UTF8.self).splitAtLineFeeds().prefix { $0.hasPrefix("#") }
        let chain = comments.lazy.map { $0.components(separatedBy: RecipeLoader.extending) }.first { $0.count > 1 }
        return chain?[1]
    }

    private static func libraryName(_ path: String) -> String? {
        RecipeLibrary().names.first { path == $0 || path.hasSuffix("/\($0).yaml") }
    }

    /// `fashion_mnist/stylegan2` for a recipe of the library, otherwise the file's name.
    static func name(_ path: String) -> String { libraryName(path) ?? path.lastPathPart.onOneLine }

    /// Nil if the library has no such recipe, or if it is no whole one. No file is read that the run names: with a run of a stranger, that
    /// could be any recipe of the reader, whose values would be on the page.
    private static func parent(_ path: String) -> CheckedRecipe? {
        libraryName(path).flatMap { try? Recipe($0).checked }
    }
}
