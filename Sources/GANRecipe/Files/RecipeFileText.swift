import GANCore

/// What to say of a file that cannot be read.
struct RecipeFileText {
    let files: any RecipeFiles
    let path: String
    /// The value of `extends` that names it; nothing for the recipe itself.
    let mark: SourceMark?

    func problem(_ error: RecipeFileError) -> RecipeProblem {
        switch error {
        case .missing: RecipeProblem("there is no file `\(path)`", at: mark, hint: suggestion)
        case .folder: RecipeProblem("`\(path)` is a folder; a recipe is a file", at: mark, hint: contents)
        case .special: RecipeProblem("`\(path)` is not a plain file", at: mark, hint: "`extends` names a recipe file")
        case .unreadable(let reason):
            RecipeProblem("cannot read `\(path)`: \(reason)", at: mark, hint: "check its permissions")
        }
    }

    var tooLarge: RecipeProblem {
        RecipeProblem(
            "`\(path)` has more than \(RecipeLimits.fileSize) bytes; a recipe has at most that", at: mark,
            hint: "is it a recipe?")
    }

    private var suggestion: String? {
        let folder = PathText.folder(of: path)
        let names = files.names(inFolder: folder)
        let near = nearestNames(to: PathText.name(of: path), among: names)
        guard near.isEmpty else {
            return "did you mean \(near.map { "`\(PathText.joined(folder, $0))`" }.joined(separator: " or "))?"
        }
        return names.isEmpty ? "there is no folder `\(folder)`, or it is empty" : nil
    }

    private var contents: String? {
        let recipes = files.names(inFolder: path).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
        return recipes.isEmpty ? nil : "in it: \(listed(recipes, atMost: 8))"
    }
}
