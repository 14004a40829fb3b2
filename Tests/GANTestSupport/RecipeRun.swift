import GANCore
import GANRecipe
import GANTrain

/// Reads a recipe, composes it of what is linked into this program, and trains a few steps.
/// - Parameter overrides: as after `ganzoo train`: `train.batch=4`.
/// - Returns: the metrics of each step: `loss.generator`, `regularizers.r1`.
/// - Throws: everything that is wrong with the recipe; whatever stops a step.
public func trainRecipe(_ path: String, _ overrides: [String] = [], steps: Int = 2) throws -> [[String: Double]] {
    let recipe = try RecipeLoader(.linked).check(path: path, overrides: overrides)
    let trainer = Trainer(try Composer.compose(recipe))
    return try (0..<steps).map { _ in Dictionary(try trainer.advance().values) { _, last in last } }
}
