/// What a component throws when its settings do not fit each other, the data or the other components.
public struct RecipeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The key it is about, within the component: `resolution`; empty for the component as a whole.
    public let key: String
    /// In one line, without a full stop.
    public let problem: String
    /// What to write instead.
    public let fix: String

    public init(key: String = "", problem: String, fix: String) {
        (self.key, self.problem, self.fix) = (key, problem, fix)
    }

    public var description: String { (key.isEmpty ? problem : "\(key): \(problem)") + "\n  fix: \(fix)" }
}

/// The error of a component that another one holds, with its own place in the recipe.
package struct LocatedRecipeError: Error {
    /// `conditioner`, or `regularizers.consistency.augmenter`.
    package let place: String
    package let error: RecipeError
}
