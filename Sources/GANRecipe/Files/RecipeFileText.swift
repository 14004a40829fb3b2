import GANCore

/// Error messages for files that cannot be read.
struct RecipeFileText {
    let files: any RecipeFiles
    let path: String
    /// The `extends` value that names the file; nil for the recipe itself.
    let mark: SourceMark?

    func problem(_ error: RecipeFileError) -> RecipeProblem {
        switch error {
        case .missing: RecipeProblem("there is no file `\(path)`", at: mark, hint: suggestion)
        case .folder: RecipeProblem("`\(path)` is a folder, not a recipe file", at: mark, hint: contents)
        case .special:
            RecipeProblem("`\(path)` is not a regular file", at: mark, hint: "`extends` must name a recipe file")
        case .unreadable(let reason):
            RecipeProblem("cannot read `\(path)`: \(reason)", at: mark, hint: "check its permissions")
        }
    }

    var tooLarge: RecipeProblem {
        RecipeProblem(
            "`\(path)` has more than \(RecipeLimits.fileSize) bytes, the limit for a recipe", at: mark,
            hint: "check that it is a recipe")
    }

    private var suggestion: String? {
        let folder = PathText.folder(of: path)
        let names = files.names(inFolder: folder)
        let near = nearestNames(to: PathText.name(of: path), among: names)
        guard near.isEmpty else {
            return "did you mean \(near.map { "`\(PathText.joined(folder, $0))`" }.joined(separator: " or "))?"
        }
        return names.isEmpty ? "the folder `\(folder)` does not exist or is empty" : nil
    }

    private var contents: String? {
        let recipes = files.names(inFolder: path).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
        return recipes.isEmpty ? nil : "it contains: \(listed(recipes, atMost: 8))"
    }
}
