/// The error that a component throws if its settings do not fit each other, the data or the other components.
public struct RecipeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The key that is wrong, relative to the component: `resolution`; empty if the component as a whole is wrong.
    public let key: String
    /// What is wrong, on one line, without a full stop.
    public let problem: String
    /// The corrected value, or the action that solves the problem.
    public let fix: String
    /// See `RecipeProblem.mayNeedPlugin`.
    package var mayNeedPlugin = false

    public init(key: String = "", problem: String, fix: String) {
        (self.key, self.problem, self.fix) = (key, problem, fix)
    }

    public var description: String {
        (key.isEmpty ? problem : "\(key): \(problem)").escapingControls + "\n  fix: \(fix.escapingControls)"
    }
}

/// The error of a component inside another one, with its own path in the recipe.
package struct LocatedRecipeError: Error {
    /// `conditioner` or `regularizers.consistency.augmenter`.
    package let place: String
    package let error: RecipeError
}
