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
            "a: 1\nb: [1, 2\nc: 3", "2:4: the list that opens here has no `]`", "b: [1, 2",
            "   ^ its elements are separated by `,` and end with `]`", "it cannot go on at line 3"),
        error(
            "a: {b: 1\nc: 2", "1:4: the map that opens here has no `}`", "a: {b: 1",
            "   ^ its entries are separated by `,` and end with `}`", "it cannot go on at line 2"),
        error("a: 'x\nb: 1", "1:4: the text that opens here has no closing quote", "a: 'x", "   ^ close it"),
        error(
            "a: b: c", "1:5: a `:` where no key may stand", "a: b: c",
            "    ^ put a text that holds `: ` in quotes; a map begins on a line of its own, or with `{`"),
        error(
            "a: 1\n  b: 2", "2:4: a key that stands deeper than the one before it", "  b: 2",
            "   ^ the keys of one map begin in one column; put a text that holds `: ` in quotes"),
        error(
            "a:\n\tb: 1", "2:1: a tab where only blanks may stand", " b: 1",
            "^ YAML indents with blanks; replace the tab"),
        error(
            "a: |\n\tb", "2:1: a tab where only blanks may stand", " b", "^ YAML indents with blanks; replace the tab"),
        error("a: @x", "1:4: a value cannot begin with `@`", "a: @x", "   ^ put the text in quotes"),
        error(
            "a: *.png", "1:4: `&` and `*` begin the name of an anchor or alias", "a: *.png",
            "   ^ put the text in quotes"),
        error(
            "a: - b", "1:4: a list cannot begin here", "a: - b", "   ^ begin it on the next line, or write `[a, b]`"),
        error("a: ? b", "1:4: a `?` cannot stand here", "a: ? b", "   ^ put a text that begins with `? ` in quotes"),
        error("a: [b, , c]", "1:8: a value is missing here", "a: [b, , c]", "       ^ write it, or `null`"),
        error(
            "a:\n    b: 1\n  c: 2", "3:3: this does not continue the map that begins in line 1", "  c: 2",
            "  ^ the keys of one map begin in one column"),
        error(
            "a:\n  - b\n  c: 1", "3:3: this does not continue the list that begins in line 2", "  c: 1",
            "  ^ the elements of one list begin with `- ` in one column"),
        error(
            "a: 'it's'", "1:8: more text behind a value", "a: 'it's'",
            "       ^ put all of it in quotes; in single quotes `''` stands for a quote"),
        error(": 1", "1:1: a key is missing", ": 1", "^ a line of a map is `key: value`"),
        error(
            "a: 1\nfoo bar\nb: 2", "2:1: a key without its `:`", "foo bar",
            "^^^^^^^ a line of a map is `key: value`; further lines of a text stand deeper than its key"),
        error(
            "  a: 1\nb: 2", "2:1: this does not belong to what stands before it", "b: 2",
            "^ a recipe is one map of keys and values"),
        error(
            #"a: "\q""#, "1:5: an unknown escape in a text in double quotes", #"a: "\q""#,
            #"    ^ write `\\` for a backslash, or put the text in single quotes"#),
        error(
            "a: | text", "1:6: text behind a `|` or `>`", "a: | text",
            "     ^ the text of a block begins on the next line"),
        error(
            "a: !x!y b", "1:4: `!` begins a tag; recipes have no tags", "a: !x!y b", "   ^ put the text in quotes"),
        error(
            "%FOO\n---\na: 1", "1:1: a `%` at the beginning of a line", "%FOO",
            "^ recipes have no directives; remove the line"),
        error(
            "%TAG !x! y\n---\na: 1", "1:1: a %TAG directive; recipes have no tags", "%TAG !x! y", "^^^^ remove the line"
        ),
        error("a: &a [*a]", "1:8: `*a` stands inside the value that it stands for", "a: &a [*a]", "       ^^"),
        error(
            "é\u{301}: \"👩‍👩‍👧\" \u{1B}[31m", "1:8: the invisible character U+001B", "é\u{301}: \"👩‍👩‍👧\" \u{FFFD}[31m",
            "        ^ remove it, or write \"\\u001B\" in double quotes"),
        error(
            "[1, 2]", "1:1: a recipe is a map of keys and values, not a list", "[1, 2]",
            "^^^^^^ it begins with `recipe: 2`"),
        ReadingCase("# nothing\n", "-", "`r.yaml` is empty\n  a recipe begins with `recipe: 2`"),
        ReadingCase("", "-", "`r.yaml` is empty\n  a recipe begins with `recipe: 2`"),
    ]
}
