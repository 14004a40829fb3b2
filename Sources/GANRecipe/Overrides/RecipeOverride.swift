import GANCore

/// A command-line argument that changes a recipe: `path.to.key=value`, or `~path.to.key` to remove a key.
struct RecipeOverride {
    enum Change {
        case set(RecipeNode)
        case remove
    }

    /// The keys of the path: at least one, none empty.
    let path: [String]
    let change: Change
    /// The whole argument.
    let mark: SourceMark
}

extension RecipeOverride {
    /// - Parameter problems: receives problems of the value, including those that do not prevent its use
    init(_ argument: String, interpolation: Interpolation, problems: inout ProblemList) throws(FatalProblem) {
        let source = SourceText(name: "command line", text: argument, isCommandLine: true)
        mark = SourceMark(source, line: 1, column: 1, length: argument.count)
        try Self.checkText(argument, mark)
        let isRemoval = argument.hasPrefix("~")
        let halves = argument.unicodeScalars.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            .map(String.init)
        let target = String((halves.first ?? "").dropFirst(isRemoval ? 1 : 0))
        path = try Self.path(target, mark)
        guard let value = halves.dropFirst().first else {
            guard isRemoval else {
                throw FatalProblem(
                    "this override has no `=`", at: mark,
                    hint: "write `\(target)=VALUE` to set, `~\(target)` to remove")
            }
            change = .remove
            return
        }
        guard !isRemoval else {
            throw FatalProblem("`~` removes a key and takes no value", at: mark, hint: "write `~\(target)`")
        }
        let text = OverrideValue(source: source, text: value)
        change = .set(try text.node(depth: path.count, interpolation: interpolation, problems: &problems))
    }

    private static func checkText(_ argument: String, _ mark: SourceMark) throws(FatalProblem) {
        guard argument.utf8.count <= RecipeLimits.lineSize else {
            throw FatalProblem(
                "the override has \(argument.utf8.count) bytes; the limit is \(RecipeLimits.lineSize)",
                at: SourceMark(shortened(argument), line: 1, column: 1, length: 1))
        }
        guard !argument.contains(where: \.isNewline) else {
            throw FatalProblem(
                "an override must be on one line", at: mark, hint: "write lists as `[a, b]`, maps as `{a: 1}`")
        }
        guard let bad = argument.unicodeScalars.first(where: { !TextCheck.isAllowed($0) }) else { return }
        throw FatalProblem(
            "the override contains the invisible character U+\(hexadecimal(bad.value, digits: 4))", at: mark)
    }

    private static func shortened(_ argument: String) -> SourceText {
        SourceText(name: "command line", text: String(argument.prefix(60)) + "…", isCommandLine: true)
    }

    private static func path(_ target: String, _ mark: SourceMark) throws(FatalProblem) -> [String] {
        let keys = target.split(separator: ".", omittingEmptySubsequences: false).map { $0.trimmed }
        guard keys != [""] else {
            throw FatalProblem("this override has no key", at: mark, hint: "write `path.to.key=value`")
        }
        guard !keys.contains("") else {
            throw FatalProblem("there is an empty key in `\(target)`", at: mark, hint: "write `path.to.key=value`")
        }
        guard keys.count <= RecipeLimits.depth else {
            throw FatalProblem("the path has \(keys.count) keys; the limit is \(RecipeLimits.depth)", at: mark)
        }
        guard keys.first != "extends" else {
            throw FatalProblem(
                "an override cannot change `extends`", at: mark, hint: "write a recipe that extends another")
        }
        return keys
    }
}

extension Substring {
    /// The text without spaces and tabs at both ends.
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
