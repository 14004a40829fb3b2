/// A problem of a recipe: what is wrong, where, and how to fix it.
public struct RecipeProblem: Sendable {
    /// What is wrong, on one line, without a full stop: "unknown key `drifts` in `regularizers`".
    public var message: String
    /// The source position; nil if the problem has none, such as a missing file.
    public var mark: SourceMark?
    /// The fix, shown next to the caret: "did you mean `drift`?".
    public var hint: String?
    /// Further lines: the registered names, the expected value, the section of the key.
    public var notes: [String]
    /// Whether a plugin that is not loaded may have what is missing. A program then says how it loads plugins.
    package var mayNeedPlugin = false
    /// Whether the recipe says which plugin is not loaded: then all problems that may need a plugin follow from this one.
    package var namesPlugin = false

    public init(_ message: String, at mark: SourceMark?, hint: String? = nil, notes: [String] = []) {
        (self.message, self.mark, self.hint, self.notes) = (message, mark, hint, notes)
    }

    /// The printed form: position and message, the line with a caret below it, notes.
    ///
    ///     recipes/lt.yaml:12:3: unknown key `drifts` in `regularizers`
    ///        12 |   drifts: {weight: 0.01}
    ///           |   ^^^^^^ did you mean `drift`?
    ///          registered: drift, r1
    public var description: String {
        guard let mark else {
            let lines = [message] + [hint].compactMap(\.self).map { "  \($0)" } + indentedNotes
            return lines.map(\.onOneLine).joined(separator: "\n")
        }
        var lines = ["\(mark.description): \(message)"]
        if mark.source.isCommandLine {
            if let hint { lines.append("  \(hint)") }
        } else {
            lines += excerpt(mark)
        }
        return (lines + indentedNotes).map(\.onOneLine).joined(separator: "\n")
    }

    private var indentedNotes: [String] { notes.map { "     \($0)" } }

    private func excerpt(_ mark: SourceMark) -> [String] {
        let number = String(mark.line)
        let gutter = String(repeating: " ", count: max(5 - number.count, 1)) + number
        let window = ExcerptWindow(mark)
        let carets = String(repeating: "^", count: window.length)
        let caret = String(repeating: " ", count: gutter.count) + " | " + window.blanks + carets
        return ["\(gutter) | \(window.text)", caret + (hint.map { " \($0)" } ?? "")]
    }
}

/// The part of a marked line that fits the terminal, with tabs shown as one space.
private struct ExcerptWindow {
    let text: String
    let blanks: String
    let length: Int

    init(_ mark: SourceMark) {
        let width = 100
        let start = mark.column - 1 > width - 20 ? mark.column - 1 - 40 : 0
        let shown = mark.text.dropFirst(start).prefix(width)
        text = String(shown.map { $0 == "\t" ? " " : $0 })
        let before = shown.prefix(mark.column - 1 - start)
        blanks = String(repeating: " ", count: before.terminalWidth)
        length = max(shown.dropFirst(before.count).prefix(mark.length).terminalWidth, 1)
    }
}

/// All problems of a recipe, in the order of the text.
public struct RecipeErrors: Error, CustomStringConvertible, Sendable {
    /// At most 100; `hidden` more are left out.
    public var problems: [RecipeProblem]
    /// The number of further problems.
    public let hidden: Int

    /// - Parameter problems: all problems; the first 100 are kept.
    public init(_ problems: [RecipeProblem]) { self.init(ProblemList(problems)) }

    package init(_ list: ProblemList) { (problems, hidden) = (list.shown, list.hidden) }

    public var description: String {
        let rest = hidden == 0 ? [] : ["… and \(hidden) more \(hidden == 1 ? "problem" : "problems")"]
        return (problems.map(\.description) + rest).joined(separator: "\n\n")
    }
}
