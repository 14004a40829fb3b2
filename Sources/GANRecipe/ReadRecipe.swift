import GANCore

/// A recipe as its files and overrides say it, before anything is checked against the catalog.
package struct ReadRecipe: Sendable {
    /// The merged tree without `extends`, bare names of components spelled out; nothing when a file cannot be read at all.
    package var root: RecipeNode?
    /// In the order of the files and their lines, the command line last.
    package var problems: [RecipeProblem]
    /// Paths of the recipe, its parent, that one's parent, and so on.
    package var files: [String]
}
