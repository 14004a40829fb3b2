import GANCore

/// Reads a recipe and its chain of parents.
struct RecipeChain {
    let environment: [String: String]
    let files: any RecipeFiles
    let library: NamedRecipes
    let layout: RecipeLayout
    let acceptsFirstLanguage: Bool
    /// Base of relative paths in the first file; nil for the folder of the file.
    let firstFolder: String?
    private let refusesPipes: Bool
    private(set) var paths: [String] = []
    private(set) var problems = ProblemList()
    private var identities: [String] = []

    init(_ reader: RecipeReader) {
        (environment, files, library) = (reader.environment, reader.files, reader.library)
        layout = reader.layout
        (acceptsFirstLanguage, firstFolder) = (reader.acceptsFirstLanguage, reader.folder)
        refusesPipes = reader.refusesPipes
    }

    /// The trees without `extends`, the recipe's first; nil if one cannot be read.
    mutating func read(_ path: String) -> [RecipeNode]? {
        var trees: [RecipeNode] = []
        var next: (path: String, mark: SourceMark?)? = (path, nil)
        while let file = next {
            guard let tree = read(file.path, mark: file.mark) else { return nil }
            trees.append(tree.withoutExtends)
            guard let extends = tree["extends"] else { break }
            guard !isRunsResolvedRecipe(file.path) else {
                problems.add(Self.extendingRun(file.path, extends))
                return nil
            }
            guard let parent = parent(extends, of: file.path, tree) else { return nil }
            next = (parent, extends.mark)
        }
        return trees
    }

    private mutating func read(_ path: String, mark: SourceMark?) -> RecipeNode? {
        let text = RecipeFileText(files: files, path: path, mark: mark)
        do throws(RecipeFileError) {
            let isParent = mark != nil
            let folder = isParent ? nil : firstFolder
            let content = try files.read(
                path, atMost: RecipeLimits.fileSize + 1, isParent: isParent || refusesPipes)
            guard content.bytes.count <= RecipeLimits.fileSize else {
                problems.add(text.tooLarge)
                return nil
            }
            guard accept(path, identity: content.identity, mark: mark) else { return nil }
            // A pipe, such as /dev/stdin, lies in no folder of the user's.
            return tree(content.bytes, path: path, folder: content.isPlain ? folder : ".")
        } catch {
            problems.add(text.problem(error))
            return nil
        }
    }

    /// Whether this file may be added to the chain.
    private mutating func accept(_ path: String, identity: String, mark: SourceMark?) -> Bool {
        let isKnown = identities.contains(identity)
        let names = (paths + [path]).joined(separator: " -> ")
        if isKnown {
            problems.add(
                RecipeProblem(
                    "`extends` forms a cycle", at: mark, hint: "remove one `extends` of the cycle", notes: [names]))
        } else if paths.count > RecipeLimits.parents {
            problems.add(
                RecipeProblem(
                    "the chain of `extends` has more than \(RecipeLimits.parents) parents", at: mark,
                    hint: "merge two of these files", notes: [names]))
        } else {
            paths.append(path)
            identities.append(identity)
            return true
        }
        return false
    }

    /// - Parameter folder: as of `SourceText`.
    private mutating func tree(_ bytes: [UInt8], path: String, folder: String?) -> RecipeNode? {
        do throws(FatalProblem) {
            let (tree, found) = try compose(bytes, path: path, folder: folder)
            if tree.root?.isOfFirstLanguage == true, !acceptsFirstLanguage {
                guard isRunsResolvedRecipe(path) else { throw firstLanguage(path, tree.root?["recipe"]?.mark) }
                // Its paths were relative to the working folder.
                let (tree, found) = try compose(bytes, path: path, folder: ".")
                problems = found
                guard tree.isComplete else { return nil }
                let renamed = RenamedKeys.renamed(try map(tree.root, path: path).asSecondLanguage, of: 1)
                return MovedHooks(layout).moved(renamed, dropsDefaults: true)
            }
            problems = found
            guard tree.isComplete else { return nil }
            let root = try map(tree.root, path: path)
            guard !acceptsFirstLanguage else { return root }
            if !isRunsResolvedRecipe(path) {
                for problem in RenamedKeys.problems(in: root, path: path) { problems.add(problem) }
            }
            return RenamedKeys.renamed(root, of: 2)
        } catch {
            if let problem = error.problem { problems.add(problem) }
            return nil
        }
    }

    /// - Parameter folder: see `SourceText.folder`.
    private func compose(
        _ bytes: [UInt8], path: String, folder: String?
    ) throws(FatalProblem) -> (YAMLTree, ProblemList) {
        let (text, source) = try TextCheck(name: path, folder: folder).source(bytes)
        let interpolation = Interpolation(
            environment: environment, recipeFolder: acceptsFirstLanguage ? PathText.folder(of: path) : nil,
            keepsUnset: isRunsResolvedRecipe(path))
        var composer = YAMLComposer(source, interpolation: interpolation, problems: problems)
        let tree = composer.compose(text)
        return (tree, composer.problems)
    }

    private func map(_ root: RecipeNode?, path: String) throws(FatalProblem) -> RecipeNode {
        guard let root, !root.isNull else {
            throw FatalProblem("`\(path)` is empty", at: nil, hint: "a recipe starts with `recipe: 2`")
        }
        guard case .map = root.content else {
            throw FatalProblem(
                "expected a map of keys and values, found \(root.kind)", at: root.mark,
                hint: "start the recipe with `recipe: 2`")
        }
        return root
    }
}

// MARK: - Runs

extension RecipeChain {
    /// Whether it is the resolved recipe in a run's folder. It may have the first language, and variables that are not set.
    private func isRunsResolvedRecipe(_ path: String) -> Bool {
        let folder = PathText.folder(of: path)
        return PathText.name(of: path) == RunPaths.resolvedRecipeName
            && [RunPaths.manifestName, RunPaths.Subfolder.checkpoints.rawValue].contains {
                files.identity(PathText.joined(folder, $0)) != nil
            }
    }

    /// A resolved recipe is whole. One that extends another was not written by the training, and could bring texts of any recipe of the user
    /// into what is made from the run.
    private static func extendingRun(_ path: String, _ extends: RecipeNode) -> RecipeProblem {
        RecipeProblem(
            "`\(path)` is the resolved recipe of a run, which is whole and extends no other one", at: extends.mark,
            hint: "restore it from a copy of the run")
    }

    private func firstLanguage(_ path: String, _ mark: SourceMark?) -> FatalProblem {
        FatalProblem(
            "`recipe: 1` is the previous version of the recipe language, in which paths were relative to the working folder",
            at: mark,
            hint: "rewrite the file with `\(shellCommand(["ganzoo", "recipe", "upgrade", path]))`")
    }
}

extension RecipeNode {
    /// Whether a recipe's file says `recipe: 1`.
    var isOfFirstLanguage: Bool { self["recipe"]?.scalarText == "1" }

    fileprivate var asSecondLanguage: RecipeNode {
        RecipeNode(
            .map(
                entries.map { entry in
                    guard entry.key == "recipe" else { return entry }
                    var entry = entry
                    entry.value.content = .scalar("2", isQuoted: false)
                    return entry
                }), mark: mark)
    }
}

// MARK: - The parent

extension RecipeChain {
    /// The path of the parent that a recipe's `extends` names.
    private mutating func parent(_ extends: RecipeNode, of path: String, _ tree: RecipeNode) -> String? {
        guard let text = extends.scalarText, !extends.isNull, !text.isEmpty else {
            problems.add(
                RecipeProblem(
                    "`extends` is \(extends.kind)", at: extends.mark,
                    hint: "expected a recipe file, relative to this one, or the name of a library recipe"))
            return nil
        }
        guard text.isFileOfRecipe || tree.isOfFirstLanguage else { return named(text, extends.mark) }
        let joined = PathText.joined(PathText.folder(of: path), text)
        // Behind a symbolic link, `..` is not the parent in the text; then the path is kept unchanged.
        let simple = PathText.simplified(joined)
        return files.identity(simple) == files.identity(joined) ? simple : joined
    }

    private mutating func named(_ name: String, _ mark: SourceMark?) -> String? {
        if let path = library.path(name) { return path }
        let library = library
        problems.add(
            RecipeProblem(
                "there is no library recipe `\(name.shortened(to: 60))`", at: mark,
                hint: suggestion(for: name, among: library.names()) ?? "a file's name ends in .yaml or begins with ./",
                notes: ["`ganzoo recipe list` lists the recipes of the library"]))
        return nil
    }
}

extension String {
    /// Whether `extends` means a file, not the name of a library recipe.
    package var isFileOfRecipe: Bool {
        hasSuffix(".yaml") || hasSuffix(".yml") || ["./", "../", "/"].contains { hasPrefix($0) }
    }
}

extension RecipeNode {
    fileprivate var withoutExtends: RecipeNode {
        RecipeNode(.map(entries.filter { $0.key != "extends" }), mark: mark)
    }
}
