import GANCore

/// Turns libyaml's errors into messages; common mistakes get specific ones.
struct SyntaxErrorText {
    private let error: YAMLSyntaxError
    private var columns: LineColumns

    init(_ error: YAMLSyntaxError, columns: LineColumns) { (self.error, self.columns) = (error, columns) }

    var problem: RecipeProblem {
        if character == "\t" { return tab }
        return unclosed ?? badStart ?? badIndentation ?? badText ?? unknown
    }

    // MARK: - Places

    /// The character at which libyaml stopped; nil at the end of a line.
    private var character: Character? {
        var columns = columns
        let lines = columns.source.lines
        guard lines.indices.contains(error.position.line) else { return nil }
        return lines[error.position.line].dropFirst(columns.characters(before: error.position)).first
    }

    /// The text before that character on its line.
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

    /// The mark from the start position to the end of that line.
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
        at(error.position, "a tab cannot be used for indentation", "replace the tab with spaces")
    }

    private var unclosed: RecipeProblem? {
        let stop = "line \(mark(error.position).line)"
        return switch (error.context, error.problem) {
        case ("while parsing a flow sequence", _):
            at(
                error.contextPosition, "the list that starts here has no closing `]`",
                "separate its elements with `,` and end it with `]`", ["reading stopped at \(stop)"])
        case ("while parsing a flow mapping", _):
            at(
                error.contextPosition, "the map that starts here has no closing `}`",
                "separate its entries with `,` and end it with `}`", ["reading stopped at \(stop)"])
        case ("while scanning a quoted scalar", "found unexpected end of stream"),
            ("while scanning a quoted scalar", "found unexpected document indicator"):
            at(error.contextPosition, "the text that starts here has no closing quote", "add the closing quote")
        default: nil
        }
    }

    /// Messages for a character that cannot start or continue a value.
    private var badStart: RecipeProblem? {
        switch error.problem {
        case "found character that cannot start any token":
            at(
                error.position, "a value cannot start with `\(character.map(String.init) ?? " ")`",
                "put the text in quotes")
        case "mapping values are not allowed in this context": badColon
        case "block sequence entries are not allowed in this context":
            at(error.position, "a list cannot start here", "start it on the next line, or write `[a, b]`")
        case "mapping keys are not allowed in this context":
            at(error.position, "a `?` is not allowed here", "put a text that starts with `? ` in quotes")
        case "did not find expected alphabetic or numeric character":
            at(
                error.contextPosition, "`&` and `*` start the name of an anchor or alias",
                "put the text in quotes")
        case "did not find expected node content":
            at(error.position, "a value is missing here", "write the value, or `null`")
        default: nil
        }
    }

    private var badColon: RecipeProblem {
        guard textBefore.utf8.contains(UInt8(ascii: ":")) else {
            return at(
                error.position, "this key is indented more than the one before it",
                "give all keys of a map the same indentation; put a text that contains `: ` in quotes")
        }
        return at(
            error.position, "a `:` is not allowed here",
            "put a text that contains `: ` in quotes; start a map on its own line, or with `{`")
    }

    private var badContinuation: RecipeProblem? {
        if error.position.line == error.contextPosition.line, error.position.column == error.contextPosition.column {
            return at(error.position, "a key is missing", "write `key: value`")
        }
        guard textBefore.contains(where: { $0 != " " && $0 != "-" }) else { return nil }
        return at(
            error.position, "unexpected text after a value",
            "put the whole text in quotes; inside single quotes write `''` for a quote")
    }

    private var badIndentation: RecipeProblem? {
        let began = "line \(error.contextPosition.line.addingReportingOverflow(1).partialValue)"
        return switch (error.context, error.problem) {
        case (_, "could not find expected ':'"):
            RecipeProblem(
                "this key has no `:`", at: contextLine,
                hint: "write `key: value`; indent the further lines of a text more than its key")
        case ("while parsing a block mapping", _):
            badContinuation
                ?? at(
                    error.position, "this line does not continue the map that starts in \(began)",
                    "give all keys of a map the same indentation")
        case ("while parsing a block collection", _):
            at(
                error.position, "this line does not continue the list that starts in \(began)",
                "start every element of a list with `- ` at the same indentation")
        case (_, "did not find expected <document start>"):
            at(
                error.position, "this line does not continue the text before it",
                "a recipe must be one map of keys and values")
        default: nil
        }
    }

    private var badText: RecipeProblem? {
        if error.problem.contains("escape") || error.problem == "did not find expected hexdecimal number" {
            return at(
                error.position, "unknown escape in a text in double quotes",
                "write `\\\\` for a backslash, or put the text in single quotes")
        }
        return switch error.context {
        case "while scanning a block scalar":
            at(error.position, "unexpected text after `|` or `>`", "start the text of a block on the next line")
        case "while parsing a tag", "while scanning a tag", "while parsing a node":
            at(error.contextPosition, "`!` starts a tag, and recipes do not support tags", "put the text in quotes")
        case "while scanning a directive", "while scanning a %YAML directive":
            at(
                error.contextPosition, "`%` at the start of a line is a directive",
                "remove the line; recipes do not support directives")
        default: nil
        }
    }

    private var unknown: RecipeProblem {
        RecipeProblem(
            "not YAML: \(error.problem)", at: mark(error.position),
            hint: error.context.isEmpty ? nil : error.context)
    }
}
