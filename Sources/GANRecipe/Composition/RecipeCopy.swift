import GANCore

extension RecipeLoader {
    /// The text of a copy of a recipe that needs no parent and no overrides: the file itself, or what it, its parents and the overrides
    /// come to. Relative paths are those that the copy must say to mean the same.
    /// - Parameters:
    ///   - path: of the recipe's file.
    ///   - target: the file that the text is for.
    /// - Throws: what is wrong with the text, and components of which it is not known whether they hold paths. Other keys and values
    ///   are not looked at.
    package func standaloneText(
        ofFile path: String, overrides: [String] = [], for target: String
    ) throws(RecipeErrors) -> String {
        let read = reader.read(path: path, overrides: overrides)
        guard let root = read.root, read.problems.isEmpty else { throw RecipeErrors(read.problems).inTextOrder }
        let folder = PathText.withoutLinks(PathText.folder(of: target))
        let paths = RecipePaths(root, catalog) { Self.path($0.node, in: folder) }
        let isElsewhere = read.files.contains { PathText.withoutLinks(PathText.folder(of: $0)) != folder }
        guard paths.unknown.isEmpty || !isElsewhere else { throw RecipeErrors(paths.unknown).inTextOrder }
        if read.files.count == 1, overrides.isEmpty, let text = edited(paths.places, root, folder) { return text }
        return "# \(read.files.joined(separator: ", which extends "))\n"
            + RecipeWriter(showsOrigins: true).text(paths.changed)
    }

    /// The file with other paths, comments and layout kept; nil where a program cannot change it so.
    private func edited(_ places: [RecipePaths.Place], _ root: RecipeNode, _ folder: String) -> String? {
        guard let source = root.mark?.source else { return nil }
        let text = source.lines.joined(separator: "\n")
        var edits = ScalarEdits(of: source)
        for place in places {
            guard let mark = place.node.mark, let path = Self.path(place.node, in: folder),
                path != place.node.scalarText
            else { continue }
            // A variable in a relative path would be taken for its value.
            guard !mark.text.contains("${") else { return nil }
            edits.replace(mark, with: path)
        }
        return edits.isEmpty ? text : edits.applied(to: text)
    }

    /// A relative path as a file in `folder` says it; nil for one from the root.
    private static func path(_ node: RecipeNode, in folder: String) -> String? {
        guard let text = node.scalarText, !text.hasPrefix("/") else { return nil }
        let own = PathText.withoutLinks(node.mark?.source.folder ?? ".")
        return own == folder ? nil : PathText.relative(PathText.absolute(PathText.joined(own, text)), to: folder)
    }
}
