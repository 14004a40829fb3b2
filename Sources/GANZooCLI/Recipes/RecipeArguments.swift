import ArgumentParser
import GANCore
import GANRecipe

/// A recipe and what is changed of it.
struct RecipeArguments: ParsableArguments {
    @OptionGroup var plugins: PluginOptions
    @Argument(
        help: "A recipe's file, or the name of one that `ganzoo recipe list` shows.", completion: .recipe)
    var recipe: String
    @Argument(help: "Changes: `train.batch=64` sets, `'~regularizers.r1'` removes; shells want that one quoted.")
    var overrides: [String] = []

    /// The recipe with its changes, every key and value checked.
    /// - Throws: `CommandFailure` with everything that is wrong.
    func checked() throws -> CheckedRecipe {
        try plugins.load()
        let path = try RecipeLibrary().file(for: recipe)
        do { return try RecipeLoader(.linked, library: .library).check(path: path, overrides: overrides) } catch {
            throw CommandFailure.wrong(error.description)
        }
    }

    /// The components too, made and checked against each other and the data.
    func composed() throws -> (recipe: CheckedRecipe, composition: Composition) {
        let recipe = try checked()
        return (recipe, try compose(recipe))
    }

    /// - Parameters:
    ///   - classOrder: names of the classes of a run that goes on, in its order.
    ///   - report: told how far work on the data has come.
    func compose(
        _ recipe: CheckedRecipe, classOrder: [String] = [], report: @escaping PreparationReport = { _ in }
    ) throws -> Composition {
        do { return try Composer.compose(recipe, classOrder: classOrder, report: report) } catch {
            throw CommandFailure.wrong(error.description)
        }
    }
}
