import GANCore

/// Converts a recipe from the first language, `recipe: 1`, to the second, and old names of keys to today's, without changing its meaning.
///
/// In the first language, paths in a recipe were relative to the working directory, `${recipe_dir}` was the recipe's own
/// folder, and `extends` did not support names of library recipes. Some keys had other names or places. Comments and layout are kept.
package struct RecipeUpgrade {
    private let catalog: ComponentCatalog
    private let environment: [String: String]
    private let files: any RecipeFiles

    package init(
        _ catalog: ComponentCatalog, environment: [String: String], files: any RecipeFiles = SystemRecipeFiles()
    ) {
        (self.catalog, self.environment, self.files) = (catalog, environment, files)
    }

    package struct Result: Sendable {
        /// The text of the whole file.
        package let text: String
        /// The changes in the order of the file, one line each: "line 3, data.path: data/x → ../data/x". Empty for a recipe that
        /// needs none.
        package let changes: [String]
        /// Lines to print about parents that also use the first language.
        package let notes: [String]
    }

    /// - Parameter path: the file. Its paths are relative to the working directory, as for training from there.
    /// - Throws: all problems of reading, and everything that cannot be converted without changing its meaning.
    package func upgrade(_ path: String) throws(RecipeErrors) -> Result {
        let (text, source) = try self.text(path)
        guard let raw = ScalarEdits.tree(text, source) else { throw unreadable(path) }
        let language = raw["recipe"]?.scalarText == "2" ? 2 : 1
        if language == 2, RenamedKeys.problems(in: raw, path: path).isEmpty {
            return Result(text: text, changes: [], notes: [])
        }
        var reader = RecipeReader(environment: environment, layout: RecipeLayout(catalog), files: files)
        reader.acceptsFirstLanguage = true
        let read = reader.read(path: path)
        guard let root = read.root, read.problems.isEmpty else { throw read.errors }
        let paths = RecipePaths(root, catalog)
        guard paths.unknown.isEmpty else { throw RecipeErrors(paths.unknown) }
        var rewriting = RecipeRewriting(source: source, raw: raw, folder: PathText.folder(of: path))
        if language == 1 {
            rewriting.setVersion()
            rewriting.setParent()
        }
        rewriting.renameKeys(of: language)
        if language == 1 {
            for place in paths.places where place.node.mark?.source.name == path { rewriting.set(place) }
            rewriting.refuseOtherFolders(in: raw)
        }
        guard rewriting.problems.isEmpty else { throw RecipeErrors(rewriting.problems) }
        let hooks = MovedHooks(RecipeLayout(catalog))
        let moving = hooks.keys(of: raw, merged: root)
        try refuseSchedules(moving.scheduled)
        guard let edited = rewriting.text(from: text), rewriting.sharesNothing(root, paths.places),
            let upgraded = hooks.moved(inText: edited, source, merged: root)
        else {
            throw RecipeErrors([
                RecipeProblem(
                    "`\(path)` cannot be rewritten automatically: a value spans several lines, an aliased value is also used as something else, a hook is written in braces, or lines end with other characters than line feeds",
                    at: nil, hint: "write each value on one line without aliases, and run the command again")
            ])
        }
        let moved =
            moving.slots.map { "line \($0.keyMark?.line ?? 0), regularizers.\($0.key) → hooks.\($0.key)" }
            + moving.sections.map { "line \($0.keyMark?.line ?? 0), \($0.key) → hooks.\($0.key)" }
        return Result(text: upgraded, changes: rewriting.changes + moved, notes: notes(read.files))
    }

    /// A hook has no weight and no interval. The regularizers that are hooks now accepted only the defaults.
    private func refuseSchedules(_ slots: [RecipeNode.Entry]) throws(RecipeErrors) {
        guard !slots.isEmpty else { return }
        throw RecipeErrors(
            slots.map { slot in
                RecipeProblem(
                    "`regularizers.\(slot.key)` is a hook now, which has no weight or schedule", at: slot.keyMark,
                    hint: "remove weight, every, from and until")
            })
    }

    /// The text of a file without its byte-order mark.
    private func text(_ path: String) throws(RecipeErrors) -> (String, SourceText) {
        let bytes = try self.bytes(path)
        do throws(FatalProblem) { return try TextCheck(name: path).source(bytes) } catch {
            throw RecipeErrors([error.problem].compactMap(\.self))
        }
    }

    private func bytes(_ path: String) throws(RecipeErrors) -> [UInt8] {
        let text = RecipeFileText(files: files, path: path, mark: nil)
        let content: RecipeFileContent
        do throws(RecipeFileError) {
            content = try files.read(path, atMost: RecipeLimits.fileSize + 1, isParent: false)
        } catch { throw RecipeErrors([text.problem(error)]) }
        guard content.bytes.count <= RecipeLimits.fileSize else { throw RecipeErrors([text.tooLarge]) }
        return content.bytes
    }

    /// The problems that reading for training would report.
    private func unreadable(_ path: String) -> RecipeErrors {
        RecipeReader(environment: environment, files: files).read(path: path).errors
    }

    private func notes(_ chain: [String]) -> [String] {
        chain.dropFirst().filter { parent in
            guard let (text, source) = try? self.text(parent) else { return false }
            return ScalarEdits.tree(text, source)?.isOfFirstLanguage ?? false
        }.map { "note: \($0) says `recipe: 1` too; upgrade it as well" }
    }
}
