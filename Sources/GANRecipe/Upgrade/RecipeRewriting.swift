import GANCore

/// The changes that convert a file from the first language to the second, and old names of keys to today's.
struct RecipeRewriting {
    private let source: SourceText
    /// The file without interpolation.
    private let raw: RecipeNode
    /// The folder of the file, relative to the working directory.
    private let folder: String
    private var edits: ScalarEdits
    private var lacksVersion = false
    /// Number of replaced values besides paths and the version.
    private var renamedValues = 0
    private(set) var changes: [String] = []
    private(set) var problems = ProblemList()

    private static let ownFolder = "${recipe_dir}"

    init(source: SourceText, raw: RecipeNode, folder: String) {
        (self.source, self.raw, self.folder) = (source, raw, folder)
        edits = ScalarEdits(of: source)
    }

    mutating func setVersion() {
        guard let version = raw["recipe"], let mark = version.mark else {
            lacksVersion = true
            changes.append("added recipe: 2")
            return
        }
        guard version.scalarText == "1" else {
            problems.add(RecipeProblem("`recipe` is \(version.kind)", at: mark, hint: "expected 1"))
            return
        }
        replace("recipe", mark, "1", with: "2")
    }

    /// A name without an extension was a file; in the second language it would be the name of a library recipe.
    mutating func setParent() {
        guard let extends = raw["extends"], let mark = extends.mark, let text = extends.scalarText else { return }
        if text.contains(Self.ownFolder) {
            // The expression preceded the name's own folder, so only an absolute folder, or none, worked.
            guard let rest = withoutOwnFolder(text), !rest.contains(Self.ownFolder) else {
                return refuse("extends", mark)
            }
            return replace("extends", mark, text, with: rest.isFileOfRecipe ? rest : "./\(rest)")
        }
        guard !text.isFileOfRecipe, !text.hasPrefix("${") else { return }
        replace("extends", mark, text, with: "./\(text)")
    }

    /// - Parameter language: of the file.
    mutating func renameKeys(of language: Int) {
        for rename in RenamedKeys.all(of: language) {
            guard let entry = raw[rename.section]?.entry(rename.old) else { continue }
            switch rename.change {
            case .values(let values): replaceValue(entry, rename, values)
            case .nested(let key): nestValue(entry, rename, under: key)
            }
        }
    }

    private mutating func replaceValue(
        _ entry: RecipeNode.Entry, _ rename: RenamedKeys.Rename, _ values: [String: String]
    ) {
        guard let keyMark = entry.keyMark, let mark = entry.value.mark, let old = entry.value.scalarText,
            let new = values[old]
        else {
            if rename.keepsKey { return }
            return refuse(entry, rename, expected: values.keys.sorted().joined(separator: " or "))
        }
        renamedValues += 1
        if rename.keepsKey { return replace(rename.oldPath, mark, old, with: new) }
        edits.rename(keyMark, to: rename.new)
        edits.replace(mark, with: new)
        changes.append("line \(keyMark.line), \(rename.oldPath): \(old) → \(rename.newPath): \(new)")
    }

    private mutating func nestValue(_ entry: RecipeNode.Entry, _ rename: RenamedKeys.Rename, under key: String) {
        guard let keyMark = entry.keyMark, let mark = entry.value.mark, let old = entry.value.scalarText else {
            return refuse(entry, rename, expected: "a number")
        }
        renamedValues += 1
        edits.rename(keyMark, to: rename.new)
        edits.nest(entry.value, at: mark, under: key)
        changes.append("line \(keyMark.line), \(rename.oldPath): \(old) → \(rename.newPath): \(old)")
    }

    private mutating func refuse(_ entry: RecipeNode.Entry, _ rename: RenamedKeys.Rename, expected: String) {
        problems.add(
            RecipeProblem(
                "`\(rename.oldPath)` is \(entry.value.kind)", at: entry.value.mark, hint: "expected \(expected)"))
    }

    mutating func set(_ place: RecipePaths.Place) {
        guard let mark = place.node.mark, !edits.contains(mark), let value = place.node.scalarText,
            let text = raw.scalar(at: mark)
        else { return }
        if text.contains(Self.ownFolder) {
            guard let rest = withoutOwnFolder(text), !rest.contains(Self.ownFolder) else {
                return refuse(place.key, mark)
            }
            return replace(place.key, mark, text, with: rest)
        }
        guard !value.hasPrefix("/") else { return }
        guard !text.hasPrefix("${") else {
            problems.add(
                RecipeProblem(
                    "`\(place.key)` begins with a variable whose value is a relative path", at: mark,
                    hint: "set the variable to an absolute path"))
            return
        }
        let (here, own) = (PathText.workingFolder, PathText.withoutLinks(folder))
        guard here != own else { return }
        let rewritten =
            text.contains("${") || text.contains("..")
            ? "\(PathText.relative(here, to: own))/\(text)" : PathText.relative(PathText.absolute(text), to: own)
        replace(place.key, mark, text, with: rewritten)
    }

    /// Reports values that are not paths but contain `${recipe_dir}`: there it is text, and no relative path can
    /// replace it.
    mutating func refuseOtherFolders(in node: RecipeNode) {
        switch node.content {
        case .scalar(let text, _):
            let isPutIn = text.replacing("$${", with: "").contains(Self.ownFolder)
            let isKnown = problems.shown.contains { $0.mark?.line == node.mark?.line }
            guard isPutIn, !isKnown, !edits.contains(node.mark) else { return }
            problems.add(
                RecipeProblem(
                    "`\(Self.ownFolder)` is used in a value that is not a path", at: node.mark,
                    hint: "write the folder's path"))
        case .list(let nodes): for node in nodes { refuseOtherFolders(in: node) }
        case .map(let entries): for entry in entries { refuseOtherFolders(in: entry.value) }
        }
    }

    /// `x` of `${recipe_dir}/x`; nil if the expression is not at the start.
    private func withoutOwnFolder(_ text: String) -> String? {
        if text == Self.ownFolder { return "." }
        guard text.hasPrefix(Self.ownFolder + "/") else { return nil }
        let rest = String(text.dropFirst(Self.ownFolder.count).drop { $0 == "/" })
        return rest.isEmpty ? "." : rest
    }

    private mutating func refuse(_ key: String, _ mark: SourceMark) {
        problems.add(
            RecipeProblem(
                "`\(key)` contains `\(Self.ownFolder)`, but not at its beginning", at: mark,
                hint: "write the path relative to the recipe file"))
    }

    private mutating func replace(_ key: String, _ mark: SourceMark, _ before: String, with after: String) {
        guard before != after else { return }
        edits.replace(mark, with: after)
        changes.append("line \(mark.line), \(key): \(before) → \(after)")
    }

    /// Whether no rewritten value is also used, through an alias, as something other than a path.
    func sharesNothing(_ root: RecipeNode, _ places: [RecipePaths.Place]) -> Bool {
        let paths = places.count { $0.node.mark?.source.name == source.name && edits.contains($0.node.mark) }
        return root.scalars.count { $0.mark?.source.name == source.name && edits.contains($0.mark) }
            == paths + renamedValues + (edits.contains(raw["recipe"]?.mark) ? 1 : 0)
    }

    /// - Returns: nil if the result would not have the requested values.
    func text(from text: String) -> String? {
        guard let edited = edits.applied(to: text) else { return nil }
        guard lacksVersion else { return edited }
        // In braces, another line would not be a valid recipe.
        let added = "recipe: 2\n" + edited
        guard let tree = ScalarEdits.tree(added, source), tree["recipe"]?.scalarText == "2" else { return nil }
        return added
    }
}

extension RecipeNode {
    /// The node's scalars; an alias counts as the value it refers to.
    fileprivate var scalars: [RecipeNode] {
        switch content {
        case .scalar: [self]
        case .list(let nodes): nodes.flatMap(\.scalars)
        case .map(let entries): entries.flatMap(\.value.scalars)
        }
    }

    /// The text of the scalar at that mark.
    fileprivate func scalar(at mark: SourceMark) -> String? {
        scalars.first { $0.mark?.line == mark.line && $0.mark?.column == mark.column }?.scalarText
    }
}
