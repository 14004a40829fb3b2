import GANCore
import GANRecipe
import GANTensor
import GANTrain

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
    ///   - training: whether a step must fit into memory, too.
    ///   - report: called with the progress of reading the data.
    /// - Throws: `RunError.recipe` with all problems; `RunError.failed` if a step needs more memory than there is. Then no memory was used
    ///   for the networks.
    package func compose(
        classOrder: [String] = [], training: Bool = false, report: @escaping PreparationReport = { _ in }
    ) throws -> Composition {
        let opened = try opened(classOrder, report)
        // A step that cannot be counted here says why when it is made.
        if training, let memory = try? opened.outlined({ try StepMemory.count($0) }), let excess = memory.excess {
            throw RunError.failed(excess, fixes: [.other(StepMemory.fix)])
        }
        do { return try opened.compose() } catch { throw RunError(error) }
    }

    /// Makes the components without the elements of their tensors. This takes little time and memory, whatever their size.
    /// - Parameter body: gets the composition, which must not be used after it.
    /// - Throws: `RunError.recipe` with all problems; errors of `body`.
    package func outlined<Result>(_ body: (Composition) throws -> Result) throws -> Result {
        do { return try opened([], { _ in }).outlined(body) } catch let problems as RecipeErrors {
            throw RunError(problems)
        }
    }

    private func opened(_ classOrder: [String], _ report: @escaping PreparationReport) throws -> OpenedRecipe {
        do { return try Composer.open(checked, classOrder: classOrder, report: report) } catch { throw RunError(error) }
    }
}

extension StepMemory {
    /// What is wrong if a step needs more memory than the device has; nil if it fits, or if that is not known.
    package var excess: String? {
        guard let limit = Backends.memoryLimit, bytes > limit else { return nil }
        return
            "a training step needs at least \(MemoryText.size(Double(bytes))) of memory, but \(MemoryText.limit(limit))"
    }

    package static let fix =
        "use a smaller train.batch, or a train.microbatch below it, or train.recompute: blocks, or a smaller resolution or network"
}
