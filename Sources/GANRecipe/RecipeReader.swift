import GANCore

/// Reads recipe files, their parents and overrides into one tree.
package struct RecipeReader: Sendable {
    /// What `${env:NAME}` reads.
    package var environment: [String: String]
    package var layout: RecipeLayout
    package var files: any RecipeFiles

    package init(
        environment: [String: String], layout: RecipeLayout = .standard, files: any RecipeFiles = SystemRecipeFiles()
    ) {
        (self.environment, self.layout, self.files) = (environment, layout, files)
    }

    /// Never throws: whatever is wrong is in the result's problems.
    ///
    /// - Parameter overrides: each `path.to.key=value` or `~path.to.key`, from the command line
    package func read(path: String, overrides: [String] = []) -> ReadRecipe {
        var chain = RecipeChain(environment: environment, files: files)
        let trees = chain.read(path)
        let merge = RecipeMerge(layout: layout)
        var root: RecipeNode?
        for tree in trees?.reversed() ?? [] { root = root.map { merge.merged($0, tree) } ?? tree }
        var problems = chain.problems
        if let base = root {
            let interpolation = Interpolation(environment: environment, recipeFolder: RecipePath.folder(of: path))
            var changes = OverrideChanges(base, layout: layout, interpolation: interpolation, problems: problems)
            for override in overrides { changes.apply(override) }
            root = changes.result
            problems = changes.problems
        }
        return ReadRecipe(root: root, problems: problems.sorted(files: chain.paths), files: chain.paths)
    }

    /// Reads a text in memory as if it stood in the file `name`.
    package func read(text: String, name: String, overrides: [String] = []) -> ReadRecipe {
        var reader = self
        reader.files = MemoryRecipeFiles([name: Array(text.utf8)], others: files)
        return reader.read(path: name, overrides: overrides)
    }
}
