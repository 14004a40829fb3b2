import GANCore

/// Reads a recipe and the files above it.
struct RecipeChain {
    let environment: [String: String]
    let files: any RecipeFiles
    private(set) var paths: [String] = []
    private(set) var problems = ProblemList()
    private var identities: [String] = []

    init(environment: [String: String], files: any RecipeFiles) {
        (self.environment, self.files) = (environment, files)
    }

    /// The trees without their `extends`, the recipe's first; nothing when one cannot be read.
    mutating func read(_ path: String) -> [RecipeNode]? {
        var trees: [RecipeNode] = []
        var next: (path: String, mark: SourceMark?)? = (path, nil)
        while let file = next {
            guard let tree = read(file.path, mark: file.mark) else { return nil }
            trees.append(tree.withoutExtends)
            guard let extends = tree["extends"] else { break }
            guard let parent = parent(extends, of: file.path) else { return nil }
            next = (parent, extends.mark)
        }
        return trees
    }

    private mutating func read(_ path: String, mark: SourceMark?) -> RecipeNode? {
        let text = RecipeFileText(files: files, path: path, mark: mark)
        do throws(RecipeFileError) {
            let isParent = mark != nil
            let content = try files.read(path, atMost: RecipeLimits.fileSize + 1, isParent: isParent)
            guard content.bytes.count <= RecipeLimits.fileSize else {
                problems.add(text.tooLarge)
                return nil
            }
            guard accept(path, identity: content.identity, mark: mark) else { return nil }
            return tree(content.bytes, path: path)
        } catch {
            problems.add(text.problem(error))
            return nil
        }
    }

    /// Whether the chain may grow by this file.
    private mutating func accept(_ path: String, identity: String, mark: SourceMark?) -> Bool {
        let isKnown = identities.contains(identity)
        let names = (paths + [path]).joined(separator: " -> ")
        if isKnown {
            problems.add(
                RecipeProblem("`extends` goes in a circle", at: mark, hint: "remove one of them", notes: [names]))
        } else if paths.count > RecipeLimits.parents {
            problems.add(
                RecipeProblem(
                    "`extends` goes more than \(RecipeLimits.parents) files up", at: mark,
                    hint: "put two of them together", notes: [names]))
        } else {
            paths.append(path)
            identities.append(identity)
            return true
        }
        return false
    }

    private mutating func tree(_ bytes: [UInt8], path: String) -> RecipeNode? {
        do throws(FatalProblem) {
            let (text, source) = try TextCheck(name: path).source(bytes)
            let interpolation = Interpolation(environment: environment, recipeFolder: RecipePath.folder(of: path))
            var composer = YAMLComposer(source, interpolation: interpolation, problems: problems)
            let tree = composer.compose(text)
            problems = composer.problems
            return tree.isComplete ? try map(tree.root, path: path) : nil
        } catch {
            if let problem = error.problem { problems.add(problem) }
            return nil
        }
    }

    private func map(_ root: RecipeNode?, path: String) throws(FatalProblem) -> RecipeNode {
        guard let root, !root.isNull else {
            throw FatalProblem("`\(path)` is empty", at: nil, hint: "a recipe begins with `recipe: 1`")
        }
        guard case .map = root.content else {
            throw FatalProblem(
                "a recipe is a map of keys and values, not \(root.kind)", at: root.mark,
                hint: "it begins with `recipe: 1`")
        }
        return root
    }
}

// MARK: - The parent

extension RecipeChain {
    /// The path that a recipe's `extends` names.
    private mutating func parent(_ extends: RecipeNode, of path: String) -> String? {
        guard let text = extends.scalarText, !extends.isNull, !text.isEmpty else {
            problems.add(
                RecipeProblem(
                    "`extends` is \(extends.kind)", at: extends.mark,
                    hint: "expected the path of one recipe, seen from this file"))
            return nil
        }
        let joined = RecipePath.joined(RecipePath.folder(of: path), text)
        // Behind a linked folder `..` is not what the text says: then the long way is right.
        let simple = RecipePath.simplified(joined)
        return files.identity(simple) == files.identity(joined) ? simple : joined
    }
}

extension RecipeNode {
    fileprivate var withoutExtends: RecipeNode {
        RecipeNode(.map(entries.filter { $0.key != "extends" }), mark: mark)
    }
}
