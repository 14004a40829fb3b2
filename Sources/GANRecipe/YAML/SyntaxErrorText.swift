import GANCore

/// What libyaml cannot read, in plain words where the mistake is a common one.
struct SyntaxErrorText {
    private let error: YAMLSyntaxError
    private var columns: LineColumns

    init(_ error: YAMLSyntaxError, columns: LineColumns) { (self.error, self.columns) = (error, columns) }

    var problem: RecipeProblem {
        if character == "\t" { return tab }
        return unclosed ?? badStart ?? badIndentation ?? badText ?? unknown
    }

    // MARK: - Places

    /// The character at which libyaml stopped; nothing at the end of a line.
    private var character: Character? {
        var columns = columns
        let lines = columns.source.lines
        guard lines.indices.contains(error.position.line) else { return nil }
        return lines[error.position.line].dropFirst(columns.characters(before: error.position)).first
    }

    /// What stands before that character on its line.
    private var textBefore: Substring {
        var columns = columns
        let lines = columns.source.lines
        guard lines.indices.contains(error.position.line) else { return "" }
        return lines[error.position.line].prefix(columns.characters(before: error.position))
    }

    private func mark(_ position: YAMLPosition, length: Int = 1) -> SourceMark {
        var columns = columns
        let line = min(max(position.line, 0), max(columns.source.lines.count - 1, 0))
        let column = line == position.line ? columns.characters(before: position) : columns.trimmedCount(of: line)
        return SourceMark(columns.source, line: line + 1, column: column + 1, length: length)
    }

    /// From where it began to the end of that line.
    private var contextLine: SourceMark {
        var columns = columns
        let end = columns.trimmedCount(of: error.contextPosition.line)
        return mark(error.contextPosition, length: end - columns.characters(before: error.contextPosition))
    }

    private func at(_ position: YAMLPosition, _ message: String, _ hint: String, _ notes: [String] = [])
        -> RecipeProblem
    {
        RecipeProblem(message, at: mark(position), hint: hint, notes: notes)
    }

    // MARK: - Mistakes

    private var tab: RecipeProblem {
        at(error.position, "a tab where only blanks may stand", "YAML indents with blanks; replace the tab")
    }

    private var unclosed: RecipeProblem? {
        let stop = "line \(mark(error.position).line)"
        return switch (error.context, error.problem) {
        case ("while parsing a flow sequence", _):
            at(
                error.contextPosition, "the list that opens here has no `]`",
                "its elements are separated by `,` and end with `]`", ["it cannot go on at \(stop)"])
        case ("while parsing a flow mapping", _):
            at(
                error.contextPosition, "the map that opens here has no `}`",
                "its entries are separated by `,` and end with `}`", ["it cannot go on at \(stop)"])
        case ("while scanning a quoted scalar", "found unexpected end of stream"),
            ("while scanning a quoted scalar", "found unexpected document indicator"):
            at(error.contextPosition, "the text that opens here has no closing quote", "close it")
        default: nil
        }
    }

    /// What cannot begin or continue a value.
    private var badStart: RecipeProblem? {
        switch error.problem {
        case "found character that cannot start any token":
            at(
                error.position, "a value cannot begin with `\(character.map(String.init) ?? " ")`",
                "put the text in quotes")
        case "mapping values are not allowed in this context": badColon
        case "block sequence entries are not allowed in this context":
            at(error.position, "a list cannot begin here", "begin it on the next line, or write `[a, b]`")
        case "mapping keys are not allowed in this context":
            at(error.position, "a `?` cannot stand here", "put a text that begins with `? ` in quotes")
        case "did not find expected alphabetic or numeric character":
            at(
                error.contextPosition, "`&` and `*` begin the name of an anchor or alias",
                "put the text in quotes")
        case "did not find expected node content": at(error.position, "a value is missing here", "write it, or `null`")
        default: nil
        }
    }

    private var badColon: RecipeProblem {
        guard textBefore.utf8.contains(UInt8(ascii: ":")) else {
            return at(
                error.position, "a key that stands deeper than the one before it",
                "the keys of one map begin in one column; put a text that holds `: ` in quotes")
        }
        return at(
            error.position, "a `:` where no key may stand",
            "put a text that holds `: ` in quotes; a map begins on a line of its own, or with `{`")
    }

    private var badContinuation: RecipeProblem? {
        if error.position.line == error.contextPosition.line, error.position.column == error.contextPosition.column {
            return at(error.position, "a key is missing", "a line of a map is `key: value`")
        }
        guard textBefore.contains(where: { $0 != " " && $0 != "-" }) else { return nil }
        return at(
            error.position, "more text behind a value",
            "put all of it in quotes; in single quotes `''` stands for a quote")
    }

    private var badIndentation: RecipeProblem? {
        let began = "line \(error.contextPosition.line.addingReportingOverflow(1).partialValue)"
        return switch (error.context, error.problem) {
        case (_, "could not find expected ':'"):
            RecipeProblem(
                "a key without its `:`", at: contextLine,
                hint: "a line of a map is `key: value`; further lines of a text stand deeper than its key")
        case ("while parsing a block mapping", _):
            badContinuation
                ?? at(
                    error.position, "this does not continue the map that begins in \(began)",
                    "the keys of one map begin in one column")
        case ("while parsing a block collection", _):
            at(
                error.position, "this does not continue the list that begins in \(began)",
                "the elements of one list begin with `- ` in one column")
        case (_, "did not find expected <document start>"):
            at(
                error.position, "this does not belong to what stands before it",
                "a recipe is one map of keys and values")
        default: nil
        }
    }

    private var badText: RecipeProblem? {
        if error.problem.contains("escape") || error.problem == "did not find expected hexdecimal number" {
            return at(
                error.position, "an unknown escape in a text in double quotes",
                "write `\\\\` for a backslash, or put the text in single quotes")
        }
        return switch error.context {
        case "while scanning a block scalar":
            at(error.position, "text behind a `|` or `>`", "the text of a block begins on the next line")
        case "while parsing a tag", "while scanning a tag", "while parsing a node":
            at(error.contextPosition, "`!` begins a tag; recipes have no tags", "put the text in quotes")
        case "while scanning a directive", "while scanning a %YAML directive":
            at(error.contextPosition, "a `%` at the beginning of a line", "recipes have no directives; remove the line")
        default: nil
        }
    }

    private var unknown: RecipeProblem {
        RecipeProblem(
            "not YAML: \(error.problem)", at: mark(error.position),
            hint: error.context.isEmpty ? nil : error.context)
    }
}
