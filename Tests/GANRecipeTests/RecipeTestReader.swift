import GANCore
import Testing

@testable import GANRecipe

/// Reads recipes from memory: `r.yaml` unless another is named.
func read(
    _ text: String, parents: [String: String] = [:], _ overrides: [String] = [], environment: [String: String] = [:]
) -> ReadRecipe {
    let files = parents.merging(["r.yaml": text]) { $1 }.mapValues { Array($0.utf8) }
    return RecipeReader(environment: environment, files: MemoryRecipeFiles(files)).read(
        path: "r.yaml", overrides: overrides)
}

/// All problems as a person sees them.
func problems(of recipe: ReadRecipe) -> String { recipe.errors.description }

/// The tree in one line; what cannot be read is `-`.
func inline(_ recipe: ReadRecipe) -> String { recipe.root?.inlineText ?? "-" }
