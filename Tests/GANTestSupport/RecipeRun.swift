import GANCore
import GANRecipe
import GANTrain

/// Reads a recipe, composes it from the linked components, and trains a few steps.
/// - Parameter overrides: overrides as on the command line: `train.batch=4`.
/// - Returns: the metrics of each step by name: `loss.generator`, `regularizers.r1`.
/// - Throws: all problems of the recipe; errors of a step.
public func trainRecipe(_ path: String, _ overrides: [String] = [], steps: Int = 2) throws -> [[String: Double]] {
    let recipe = try RecipeLoader(.linked).check(path: path, overrides: overrides)
    let trainer = try Trainer(try Composer.compose(recipe))
    return try (0..<steps).map { _ in Dictionary(try trainer.advance().values) { _, last in last } }
}
