import GANCore
import GANRecipe

/// A recipe whose every key and value is checked: what is trained, on which data, and for how long.
public struct Recipe {
    /// As it was named: a file, or a name in the library.
    public let name: String
    /// Changes: `train.batch=64` sets, `~regularizers.r1` removes.
    public let overrides: [String]
    package let path: String
    package let checked: CheckedRecipe

    /// - Parameters:
    ///   - name: a recipe's file, or the name of one in the library, such as `fashion_mnist/noisy_twins`.
    ///   - overrides: as on the command line, in order. Relative paths in them are seen from the working folder.
    /// - Throws: `RunError.recipe` with everything that is wrong; `RunError.unfit` where there is no such recipe.
    public init(_ name: String, overrides: [String] = []) throws {
        path = try RecipeLibrary().file(for: name)
        (self.name, self.overrides) = (name, overrides)
        do { checked = try RecipeLoader(.linked, library: .library).check(path: path, overrides: overrides) } catch {
            throw RunError.recipe(error.description)
        }
    }

    /// The whole recipe with every default, as YAML: itself a recipe.
    public var text: String { RecipeWriter().text(checked.resolved) }

    /// The components, made and checked against each other and the data.
    /// - Parameters:
    ///   - classOrder: names of the classes of a run that goes on, in its order.
    ///   - report: hears how far the work on the data has come.
    /// - Throws: `RunError.recipe` with everything that does not fit.
    package func compose(
        classOrder: [String] = [], report: @escaping PreparationReport = { _ in }
    ) throws -> Composition {
        do { return try Composer.compose(checked, classOrder: classOrder, report: report) } catch {
            throw RunError.recipe(error.description)
        }
    }
}
