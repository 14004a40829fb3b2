import GANCore
import GANRecipe

/// A recipe: networks, data and training. All keys and values are checked.
public struct Recipe {
    /// The name that was given: a file, or a name in the recipe library.
    public let name: String
    /// Overrides: `train.batch=64` sets a key, `~regularizers.r1` removes one.
    public let overrides: [String]
    package let path: String
    package let checked: CheckedRecipe

    /// - Parameters:
    ///   - name: a recipe file, or a name in the recipe library, such as `fashion_mnist/noisy_twins`.
    ///   - overrides: as on the command line, in order. Relative paths in them are relative to the working folder.
    /// - Throws: `RunError.recipe` with all problems; `RunError.unfit` if the recipe does not exist.
    public init(_ name: String, overrides: [String] = []) throws {
        path = try RecipeLibrary().file(for: name)
        (self.name, self.overrides) = (name, overrides)
        do { checked = try RecipeLoader(.linked, library: .library).check(path: path, overrides: overrides) } catch {
            throw RunError(error)
        }
    }

    /// A recipe that is not in a file.
    /// - Parameters:
    ///   - text: the YAML.
    ///   - name: the recipe's name in messages.
    ///   - folder: what relative paths in it are relative to.
    /// - Throws: `RunError.recipe` with all problems.
    package init(text: String, name: String, folder: String) throws {
        (path, self.name, overrides) = (name, name, [])
        do {
            checked = try RecipeLoader(.linked, library: .library).check(text: text, name: name, folder: folder)
        } catch { throw RunError(error) }
    }

    /// The complete recipe with all defaults, as YAML. It is a recipe too.
    public var text: String { RecipeWriter().text(checked.resolved) }

    /// Makes the components, and checks them against each other and the data.
    /// - Parameters:
    ///   - classOrder: class names of a run that is resumed, in its order.
    ///   - report: called with the progress of reading the data.
    /// - Throws: `RunError.recipe` with all problems.
    package func compose(
        classOrder: [String] = [], report: @escaping PreparationReport = { _ in }
    ) throws -> Composition {
        do { return try Composer.compose(checked, classOrder: classOrder, report: report) } catch {
            throw RunError(error)
        }
    }
}
