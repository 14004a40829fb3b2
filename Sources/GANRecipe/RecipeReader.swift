import GANCore

/// Reads recipe files, their parents and overrides into one tree.
package struct RecipeReader: Sendable {
    /// The environment that `${env:NAME}` reads.
    package var environment: [String: String]
    package var layout: RecipeLayout
    package var files: any RecipeFiles
    /// The recipes that `extends` can name without a path.
    package var library: NamedRecipes
    /// Whether files may use the first language and old names of keys, for upgrades. Their paths and keys are then kept as written.
    var acceptsFirstLanguage = false
    /// Whether only regular files are read, so that a folder with a FIFO can be listed.
    var refusesPipes = false
    /// Base of relative paths in the recipe itself, not in its parents; nil for the recipe's folder.
    private(set) var folder: String?

    package init(
        environment: [String: String], layout: RecipeLayout = .standard, files: any RecipeFiles = SystemRecipeFiles(),
        library: NamedRecipes = .none
    ) {
        (self.environment, self.layout, self.files, self.library) = (environment, layout, files, library)
    }

    /// Never throws; problems are part of the result.
    ///
    /// - Parameter overrides: each is `path.to.key=value` or `~path.to.key`, from the command line
    package func read(path: String, overrides: [String] = []) -> ReadRecipe {
        var chain = RecipeChain(self)
        let trees = chain.read(path)
        let merge = RecipeMerge(layout: layout)
        var root: RecipeNode?
        for tree in trees?.reversed() ?? [] { root = root.map { merge.merged($0, tree) } ?? tree }
        var problems = chain.problems
        if let base = root {
            var changes = OverrideChanges(
                base, layout: layout, interpolation: Interpolation(environment: environment), problems: problems)
            for override in overrides { changes.apply(override) }
            root = changes.result
            problems = changes.problems
        }
        return ReadRecipe(root: root, found: problems.sorted(files: chain.paths), files: chain.paths)
    }

    /// Reads a text from memory as if it were the file `name`.
    /// - Parameter folder: base of relative paths in the text; nil for the folder of `name`.
    package func read(
        text: String, name: String, folder: String? = nil, overrides: [String] = []
    ) -> ReadRecipe {
        var reader = self
        reader.folder = folder
        reader.files = MemoryRecipeFiles([name: Array(text.utf8)], others: files)
        return reader.read(path: name, overrides: overrides)
    }
}
