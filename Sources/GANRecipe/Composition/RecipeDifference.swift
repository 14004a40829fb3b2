import GANCore

/// A key with different values in two recipes.
package struct RecipeDifference: Equatable, CustomStringConvertible {
    /// `train.batch`.
    package let path: String
    /// The value in the first recipe, on one line; nil if that recipe does not have the key.
    package let first: String?
    package let second: String?

    /// "train.batch: 32 → 64".
    package var description: String { "\(path): \(first ?? "(none)") → \(second ?? "(none)")" }

    /// The differences in the order of the first recipe. Keys that only the second has come at the end of their map.
    package static func between(_ first: RecipeNode, and second: RecipeNode, path: String = "") -> [RecipeDifference] {
        guard case .map(let a) = first.content, case .map(let b) = second.content else {
            let (left, right) = (first.inlineText, second.inlineText)
            return left == right ? [] : [RecipeDifference(path: path, first: left, second: right)]
        }
        let both = a.flatMap { entry -> [RecipeDifference] in
            let path = join(path, entry.key)
            guard let other = second[entry.key] else {
                return [RecipeDifference(path: path, first: entry.value.inlineText, second: nil)]
            }
            return between(entry.value, and: other, path: path)
        }
        let added = b.filter { first[$0.key] == nil }.map {
            RecipeDifference(path: join(path, $0.key), first: nil, second: $0.value.inlineText)
        }
        return both + added
    }

    /// The value, on one line, that a recipe has at the path of a difference; nil if it does not have the key. Keys may have points.
    package static func value(at path: String, of recipe: RecipeNode) -> String? {
        for entry in recipe.entries where path == entry.key || path.hasPrefix("\(entry.key).") {
            guard path != entry.key else { return entry.value.inlineText }
            let rest = String(path.dropFirst(entry.key.count + 1))
            if let value = value(at: rest, of: entry.value) { return value }
        }
        return nil
    }

    private static func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
