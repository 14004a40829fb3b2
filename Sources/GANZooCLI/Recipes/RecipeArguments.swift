import ArgumentParser
import GANCore
import GANRun

/// A recipe and what is changed of it.
struct RecipeArguments: ParsableArguments {
    @OptionGroup var plugins: PluginOptions
    @Argument(
        help: "A recipe's file, or the name of one that `ganzoo recipe list` shows.", completion: .recipe)
    var recipe: String
    @Argument(help: "Changes: `train.batch=64` sets, `'~regularizers.r1'` removes; shells want that one quoted.")
    var overrides: [String] = []

    /// The recipe with its changes, every key and value checked.
    /// - Throws: `RunError` with everything that is wrong.
    func checked() throws -> Recipe {
        try plugins.load()
        return try Recipe(recipe, overrides: overrides)
    }
}
