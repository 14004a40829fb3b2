import ArgumentParser
import GANCore
import GANRun

/// A recipe and overrides.
struct RecipeArguments: ParsableArguments {
    @OptionGroup var plugins: PluginOptions
    @Argument(
        help: "A recipe file, or a name from `ganzoo recipe list`.", completion: .recipe)
    var recipe: String
    @Argument(
        help: "Overrides: `train.batch=64` sets a key, `'~regularizers.r1'` removes one (the quotes are for the shell)."
    )
    var overrides: [String] = []

    /// The recipe with its overrides. Every key and value is checked.
    /// - Throws: `RunError` with all problems.
    func checked() throws -> Recipe {
        try plugins.load()
        return try Recipe(recipe, overrides: overrides)
    }
}
