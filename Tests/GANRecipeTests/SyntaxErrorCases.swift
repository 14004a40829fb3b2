extension ReadingTests {
    /// One place that cannot be read, and the end of reading.
    private static func error(_ text: String, _ place: String, _ excerpt: String, _ caret: String, _ notes: String...)
        -> ReadingCase
    {
        let gutter = "    \(place.split(separator: ":")[0]) | "
        let head = "r.yaml:\(place)"
        let notes = notes.map { "\n     \($0)" }.joined()
        return ReadingCase(text, "-", "\(head)\n\(gutter)\(excerpt)\n      | \(caret)\(notes)")
    }

    static let syntaxErrors: [ReadingCase] = [
        error(
            "a: 1\nb: [1, 2\nc: 3", "2:4: the list that starts here has no closing `]`", "b: [1, 2",
            "   ^ separate its elements with `,` and end it with `]`", "reading stopped at line 3"),
        error(
            "a: {b: 1\nc: 2", "1:4: the map that starts here has no closing `}`", "a: {b: 1",
            "   ^ separate its entries with `,` and end it with `}`", "reading stopped at line 2"),
        error(
            "a: 'x\nb: 1", "1:4: the text that starts here has no closing quote", "a: 'x", "   ^ add the closing quote"),
        error(
            "a: b: c", "1:5: a `:` is not allowed here", "a: b: c",
            "    ^ put a text that contains `: ` in quotes; start a map on its own line, or with `{`"),
        error(
            "a: 1\n  b: 2", "2:4: this key is indented more than the one before it", "  b: 2",
            "   ^ give all keys of a map the same indentation; put a text that contains `: ` in quotes"),
        error(
            "a:\n\tb: 1", "2:1: a tab cannot be used for indentation", " b: 1",
            "^ replace the tab with spaces"),
        error(
            "a: |\n\tb", "2:1: a tab cannot be used for indentation", " b", "^ replace the tab with spaces"),
        error("a: @x", "1:4: a value cannot start with `@`", "a: @x", "   ^ put the text in quotes"),
        error(
            "a: *.png", "1:4: `&` and `*` start the name of an anchor or alias", "a: *.png",
            "   ^ put the text in quotes"),
        error(
            "a: - b", "1:4: a list cannot start here", "a: - b", "   ^ start it on the next line, or write `[a, b]`"),
        error("a: ? b", "1:4: a `?` is not allowed here", "a: ? b", "   ^ put a text that starts with `? ` in quotes"),
        error("a: [b, , c]", "1:8: a value is missing here", "a: [b, , c]", "       ^ write the value, or `null`"),
        error(
            "a:\n    b: 1\n  c: 2", "3:3: this line does not continue the map that starts in line 1", "  c: 2",
            "  ^ give all keys of a map the same indentation"),
        error(
            "a:\n  - b\n  c: 1", "3:3: this line does not continue the list that starts in line 2", "  c: 1",
            "  ^ start every element of a list with `- ` at the same indentation"),
        error(
            "a: 'it's'", "1:8: unexpected text after a value", "a: 'it's'",
            "       ^ put the whole text in quotes; inside single quotes write `''` for a quote"),
        error(": 1", "1:1: a key is missing", ": 1", "^ write `key: value`"),
        error(
            "a: 1\nfoo bar\nb: 2", "2:1: this key has no `:`", "foo bar",
            "^^^^^^^ write `key: value`; indent the further lines of a text more than its key"),
        error(
            "  a: 1\nb: 2", "2:1: this line does not continue the text before it", "b: 2",
            "^ a recipe must be one map of keys and values"),
        error(
            #"a: "\q""#, "1:5: unknown escape in a text in double quotes", #"a: "\q""#,
            #"    ^ write `\\` for a backslash, or put the text in single quotes"#),
        error(
            "a: | text", "1:6: unexpected text after `|` or `>`", "a: | text",
            "     ^ start the text of a block on the next line"),
        error(
            "a: !x!y b", "1:4: `!` starts a tag, and recipes do not support tags", "a: !x!y b",
            "   ^ put the text in quotes"),
        error(
            "%FOO\n---\na: 1", "1:1: `%` at the start of a line is a directive", "%FOO",
            "^ remove the line; recipes do not support directives"),
        error(
            "%TAG !x! y\n---\na: 1", "1:1: %TAG directive; recipes do not support tags", "%TAG !x! y",
            "^^^^ remove the line"
        ),
        error("a: &a [*a]", "1:8: `*a` refers to a value that contains it", "a: &a [*a]", "       ^^"),
        error(
            "é\u{301}: \"👩‍👩‍👧\" \u{1B}[31m", "1:8: invisible character U+001B", "é\u{301}: \"👩‍👩‍👧\" \u{FFFD}[31m",
            "        ^ remove the character, or write \"\\u001B\" in double quotes"),
        error(
            "[1, 2]", "1:1: expected a map of keys and values, found a list", "[1, 2]",
            "^^^^^^ start the recipe with `recipe: 2`"),
        ReadingCase("# nothing\n", "-", "`r.yaml` is empty\n  a recipe starts with `recipe: 2`"),
        ReadingCase("", "-", "`r.yaml` is empty\n  a recipe starts with `recipe: 2`"),
    ]
}
