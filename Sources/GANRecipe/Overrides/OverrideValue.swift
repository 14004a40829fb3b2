import GANCore

/// The value after the `=` of an override: a word, a text, or a list or map in brackets.
struct OverrideValue {
    /// The whole argument.
    let source: SourceText
    let text: String

    /// - Parameter depth: number of maps around the value
    func node(
        depth: Int, interpolation: Interpolation, problems: inout ProblemList
    ) throws(FatalProblem) -> RecipeNode {
        var composer = YAMLComposer(source, interpolation: interpolation, problems: problems)
        let tree = composer.compose(aligned)
        problems = composer.problems
        guard tree.isComplete else { throw FatalProblem.reported }
        guard !tree.isBlock else {
            throw FatalProblem(
                "`\(text.shortened(to: 60))` is not a valid override value", at: wholeMark,
                hint: "write a word, a map as `{a: 1}`, or a list as `[a, b]`; put a text that contains `: ` in quotes")
        }
        guard depth + tree.height <= RecipeLimits.depth else {
            throw FatalProblem("maps and lists are nested more than \(RecipeLimits.depth) deep", at: wholeMark)
        }
        try refuseRest(after: tree.root)
        return tree.root ?? RecipeNode(.scalar("", isQuoted: false), mark: wholeMark)
    }

    /// The value, with its column in the argument.
    private var aligned: String {
        let argument = source.lines.first ?? ""
        let before = argument.unicodeScalars.count - text.unicodeScalars.count
        return String(repeating: " ", count: max(before, 0)) + text
    }

    private var wholeMark: SourceMark { SourceMark(source, line: 1, column: 1, length: 1) }

    /// Refuses text after the value. It can only be a comment, which a command line does not have.
    private func refuseRest(after root: RecipeNode?) throws(FatalProblem) {
        var columns = LineColumns(source)
        let end = columns.trimmedCount(of: 0)
        let last = root?.mark.map { $0.column + $0.length - 1 } ?? end - text.count
        guard !text.allSatisfy({ $0 == " " || $0 == "\t" }), last < end else { return }
        throw FatalProblem(
            "` #` starts a comment, so the rest of the value would be lost", at: wholeMark,
            hint: "quote the value twice, for YAML and for the shell: `'about.summary=\"a # b\"'`")
    }
}
