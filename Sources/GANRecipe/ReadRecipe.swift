import GANCore

/// A recipe as its files and overrides define it, before it is checked against the catalog.
package struct ReadRecipe: Sendable {
    /// The merged tree without `extends`, with bare component names expanded; nil if a file cannot be read.
    package var root: RecipeNode?
    /// Sorted by file and line; those of the command line come last.
    package var found: ProblemList
    /// Paths of the recipe, its parent, the parent's parent, and so on.
    package var files: [String]

    /// Those of `found` that are shown.
    package var problems: [RecipeProblem] { found.shown }
    package var errors: RecipeErrors { RecipeErrors(found) }
}
