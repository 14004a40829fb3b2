import GANCore

extension RecipeLoader {
    /// Stands between a recipe's file and that of its parent in the first comment of a copy.
    package static let extending = ", which extends "

    /// The text of a copy that needs no parent and no overrides: the file itself, or the recipe merged with its parents and
    /// overrides. Relative paths are rewritten so that they name the same files.
    /// - Parameters:
    /// - path: the recipe's file.
    /// - target: the file of the copy.
    /// - Throws: syntax problems, and unknown components, which might contain paths. Other keys and values
    /// are not checked.
    package func standaloneText(
        ofFile path: String, overrides: [String] = [], for target: String
    ) throws(RecipeErrors) -> String {
        let read = reader.read(path: path, overrides: overrides)
        guard let root = read.root, read.problems.isEmpty else { throw read.errors.inTextOrder }
        let folder = PathText.withoutLinks(PathText.folder(of: target))
        let paths = RecipePaths(root, catalog) { Self.path($0.node, in: folder) }
        let isElsewhere = read.files.contains { PathText.withoutLinks(PathText.folder(of: $0)) != folder }
        guard paths.unknown.isEmpty || !isElsewhere else { throw RecipeErrors(paths.unknown).inTextOrder }
        if read.files.count == 1, overrides.isEmpty, let text = edited(paths.places, root, folder) { return text }
        return "# \(read.files.joined(separator: Self.extending))\n"
            + RecipeWriter(showsOrigins: true).text(paths.changed)
    }

    /// The file with rewritten paths, with its comments and layout; nil if it cannot be edited this way.
    private func edited(_ places: [RecipePaths.Place], _ root: RecipeNode, _ folder: String) -> String? {
        guard let source = root.mark?.source else { return nil }
        let text = source.lines.joined(separator: "\n")
        var edits = ScalarEdits(of: source)
        for place in places {
            guard let mark = place.node.mark, let path = Self.path(place.node, in: folder),
                path != place.node.scalarText
            else { continue }
            // The edit would write the values of variables, or a text that reads as a variable. Escapes, anchors and line ends hide both in
            // the text of the file, so the parsed value is asked.
            guard place.node.reference == nil, !path.utf8.contains(UInt8(ascii: "$")) else { return nil }
            edits.replace(mark, with: path)
        }
        return edits.isEmpty ? text : edits.applied(to: text)
    }

    /// A relative path as seen from `folder`; nil for an absolute path.
    private static func path(_ node: RecipeNode, in folder: String) -> String? {
        guard let text = node.scalarText, !text.hasPrefix("/") else { return nil }
        let own = PathText.withoutLinks(node.mark?.source.folder ?? ".")
        return own == folder ? nil : PathText.relative(PathText.absolute(PathText.joined(own, text)), to: folder)
    }
}
