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
                  | ^ it is already set on line 1

            r.yaml:3:12: duplicate key `b` in `l[0]`
                3 | l: [{b: 1, b: 2}]
                  |            ^ it is already set on line 3
            """),
        ReadingCase(
            "a: !x 1\nb: !!python/object {c: 1}", "{a: 1, b: {c: 1}}",
            """
            r.yaml:1:4: recipes do not support the tag `!x`
                1 | a: !x 1
                  |    ^^^^ remove the tag; the setting decides the type of its value

            r.yaml:2:4: recipes do not support the tag `!!python/object`
                2 | b: !!python/object {c: 1}
                  |    ^^^^^^^^^^^^^^^^^ remove the tag; the setting decides the type of its value
            """),
        ReadingCase(
            "a: 1\n---\nb: 2", "{a: 1}",
            """
            r.yaml:2:1: a second document starts here
                2 | ---
                  | ^^^ a recipe must be one document
            """),
        ReadingCase(
            "<<: {a: 1}\n'<<': 2", "{<<: 2}",
            """
            r.yaml:1:1: the merge key `<<` is not supported; it is not part of YAML 1.2
                1 | <<: {a: 1}
                  | ^^ put the shared keys in another file and use `extends: that.yaml`
            """),
        ReadingCase(
            "? [a, b]\n: 1\n~: 2\nc: 3", "{c: 3}",
            """
            r.yaml:1:3: a key cannot be a list
                1 | ? [a, b]
                  |   ^^^^^^ write the key as one word

            r.yaml:3:1: a key is missing
                3 | ~: 2
                  | ^ write `key: value`
            """),
        ReadingCase(
            "a: &x 1\n*x : 2\nb: *y", "{a: 1, b: null}",
            """
            r.yaml:2:1: an alias cannot be a key
                2 | *x : 2
                  | ^^ write the key itself

            r.yaml:3:4: there is no anchor `&y` before this alias
                3 | b: *y
                  |    ^^ did you mean `x`?
            """),
        ReadingCase(
            "a: {b:1, c: 2}", "{a: {b:1: null, c: 2}}",
            """
            r.yaml:1:5: missing space after the colon of `b:1`
                1 | a: {b:1, c: 2}
                  |     ^^^ write `b: 1`
            """),
        ReadingCase(
            "é: ${env:FOO}\nb: ${x}\nc: '${env:BAR'", "{é: ${env:FOO}, b: ${x}, c: \"${env:BAR\"}",
            """
            r.yaml:1:4: the environment variable `FOO` is not set
                1 | é: ${env:FOO}
                  |    ^^^^^^^^^^ export FOO=… before you start

            r.yaml:2:4: `${x}` is not a known expression
                2 | b: ${x}
                  |    ^^^^ only `${env:NAME}` is replaced
                 `$${` is the escape for the two characters `${`

            r.yaml:3:4: `${` has no closing `}`
                3 | c: '${env:BAR'
                  |    ^^^^^^^^^^^ only `${env:NAME}` is replaced
                 `$${` is the escape for the two characters `${`
            """),
        ReadingCase(
            "a: ${recipe_dir}/x", "{a: ${recipe_dir}/x}",
            """
            r.yaml:1:4: `${recipe_dir}` belongs to `recipe: 1`
                1 | a: ${recipe_dir}/x
                  |    ^^^^^^^^^^^^^^^ remove it: a path in a recipe is relative to the recipe's file
            """),
    ]
}
