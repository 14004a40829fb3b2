import Testing

/// A text, and all that is said of it; nothing for `-` of a tree that cannot be read.
struct ReadingCase: Sendable, CustomTestStringConvertible {
    let text: String
    let tree: String
    let messages: String
    var testDescription: String { text.debugDescription }

    init(_ text: String, _ tree: String, _ messages: String = "") {
        (self.text, self.tree, self.messages) = (text, tree, messages)
    }
}

@Suite struct ReadingTests {
    @Test(arguments: values + repairable + syntaxErrors) func reads(_ c: ReadingCase) {
        let recipe = read(c.text, environment: ["NAME": "zoo", "EMPTY": "", "RAW": "${x} # y"])
        #expect(problems(of: recipe) == c.messages)
        #expect(inline(recipe) == c.tree)
    }

    static let values: [ReadingCase] = [
        ReadingCase("a: no\nb: 1e-3\nc: '1'\nd: ~\ne:\n", "{a: no, b: 1e-3, c: 1, d: null, e: null}"),
        ReadingCase("\u{FEFF}a: 1\r\nb: [1, 2]\r\n", "{a: 1, b: [1, 2]}"),
        ReadingCase("%YAML 1.2\n--- # start\na: 1\n...\n", "{a: 1}"),
        ReadingCase("a: &x {b: 1}\nc: [*x, *x]\nd: &x 2\ne: *x", "{a: {b: 1}, c: [{b: 1}, {b: 1}], d: 2, e: 2}"),
        ReadingCase("a: |\n  x\n  y\n", "{a: \"x\ny\n\"}"),
        ReadingCase("a: ${env:NAME}/x", "{a: zoo/x}"),
        ReadingCase("a: '${env:EMPTY}'\nb: ${env:EMPTY}", "{a: \"\", b: \"\"}"),
        ReadingCase("a: ${env:RAW}\nb: $${env:RAW} $$x $${", "{a: ${x} # y, b: ${env:RAW} $$x ${}"),
        ReadingCase("${env:NAME}: 1", "{${env:NAME}: 1}"),
    ]

    /// What is reported while reading goes on.
    static let repairable: [ReadingCase] = [
        ReadingCase(
            "a: 1\na: 2\nl: [{b: 1, b: 2}]", "{a: 1, l: [{b: 1}]}",
            """
            r.yaml:2:1: duplicate key `a`
                2 | a: 2
                  | ^ the first one is in line 1

            r.yaml:3:12: duplicate key `b` in `l[0]`
                3 | l: [{b: 1, b: 2}]
                  |            ^ the first one is in line 3
            """),
        ReadingCase(
            "a: !x 1\nb: !!python/object {c: 1}", "{a: 1, b: {c: 1}}",
            """
            r.yaml:1:4: the tag `!x`; recipes have no tags
                1 | a: !x 1
                  |    ^^^^ remove it; the setting decides how its value is read

            r.yaml:2:4: the tag `!!python/object`; recipes have no tags
                2 | b: !!python/object {c: 1}
                  |    ^^^^^^^^^^^^^^^^^ remove it; the setting decides how its value is read
            """),
        ReadingCase(
            "a: 1\n---\nb: 2", "{a: 1}",
            """
            r.yaml:2:1: a second document begins here
                2 | ---
                  | ^^^ a recipe is one document
            """),
        ReadingCase(
            "<<: {a: 1}\n'<<': 2", "{<<: 2}",
            """
            r.yaml:1:1: the merge key `<<` is not YAML 1.2
                1 | <<: {a: 1}
                  | ^^ put what is shared in a file of its own and say `extends: that.yaml`
            """),
        ReadingCase(
            "? [a, b]\n: 1\n~: 2\nc: 3", "{c: 3}",
            """
            r.yaml:1:3: a key cannot be a list
                1 | ? [a, b]
                  |   ^^^^^^ a key is one word

            r.yaml:3:1: a key is missing
                3 | ~: 2
                  | ^ a line of a map is `key: value`
            """),
        ReadingCase(
            "a: &x 1\n*x : 2\nb: *y", "{a: 1, b: null}",
            """
            r.yaml:2:1: an alias cannot be a key
                2 | *x : 2
                  | ^^ write the key itself

            r.yaml:3:4: no anchor `&y` stands before this alias
                3 | b: *y
                  |    ^^ did you mean `x`?
            """),
        ReadingCase(
            "a: {b:1, c: 2}", "{a: {b:1: null, c: 2}}",
            """
            r.yaml:1:5: no blank after the colon of `b:1`
                1 | a: {b:1, c: 2}
                  |     ^^^ write `b: 1`
            """),
        ReadingCase(
            "é: ${env:FOO}\nb: ${x}\nc: '${env:BAR'", "{é: ${env:FOO}, b: ${x}, c: \"${env:BAR\"}",
            """
            r.yaml:1:4: the environment variable `FOO` is not set
                1 | é: ${env:FOO}
                  |    ^^^^^^^^^^ export FOO=… before the run

            r.yaml:2:4: `${x}` is not known
                2 | b: ${x}
                  |    ^^^^ only `${env:NAME}` is replaced
                 `$${` stands for the two characters themselves

            r.yaml:3:4: `${` without its `}`
                3 | c: '${env:BAR'
                  |    ^^^^^^^^^^^ only `${env:NAME}` is replaced
                 `$${` stands for the two characters themselves
            """),
        ReadingCase(
            "a: ${recipe_dir}/x", "{a: ${recipe_dir}/x}",
            """
            r.yaml:1:4: `${recipe_dir}` is of `recipe: 1`
                1 | a: ${recipe_dir}/x
                  |    ^^^^^^^^^^^^^^^ remove it: a path in a recipe is relative to the recipe's file
            """),
    ]
}
