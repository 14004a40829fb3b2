import GANCore
import Testing

@testable import GANRecipe

struct OverrideCase: Sendable, CustomTestStringConvertible {
    let overrides: [String]
    /// What follows: the tree where all went well, else the messages.
    let result: String
    var testDescription: String { overrides.description }

    init(_ overrides: String..., is result: String) { (self.overrides, self.result) = (overrides, result) }
}

@Suite struct OverrideTests {
    static let recipe = """
        seed: 0
        loss: hinge
        train: {batch: 3, lr: [1, 2]}
        generator: {type: a, x: 1}
        """

    /// The tree where `loss`, `train` and so on are as in the recipe.
    private static func tree(
        seed: String = "seed: 0, ", loss: String = "loss: {type: hinge}, ",
        train: String = "train: {batch: 3, lr: [1, 2]}",
        generator: String = ", generator: {type: a, x: 1}", more: String = ""
    ) -> String { "{\(seed)\(loss)\(train)\(generator)\(more)}" }

    static let changes: [OverrideCase] = [
        OverrideCase("train.batch=64", is: tree(train: "train: {batch: 64, lr: [1, 2]}")),
        OverrideCase("train.lr=[5]", is: tree(train: "train: {batch: 3, lr: [5]}")),
        OverrideCase("train={batch: 4, k: {a: b}}", is: tree(train: "train: {batch: 4, lr: [1, 2], k: {a: b}}")),
        OverrideCase("seed=1", "seed=2", is: tree(seed: "seed: 2, ")),
        OverrideCase("a.b.c=[x, y]", is: tree(more: ", a: {b: {c: [x, y]}}")),
        OverrideCase("x=", is: tree(more: ", x: null")),
        OverrideCase("x=a, b=c", is: tree(more: ", x: a, b=c")),
        OverrideCase("x='a # b: c'", is: tree(more: ", x: \"a # b: c\"")),
        OverrideCase("loss.x=1", is: tree(loss: "loss: {type: hinge, x: 1}, ")),
        OverrideCase("generator=b", is: tree(generator: ", generator: {type: b}")),
        OverrideCase("generator=a", is: tree()),
        OverrideCase("generator.type=b", is: tree(generator: ", generator: {type: b}")),
        OverrideCase("generator.z=64", "generator=b", is: tree(generator: ", generator: {z: 64, type: b}")),
        OverrideCase("~generator", is: tree(generator: "")),
        OverrideCase("generator=", is: tree(generator: "")),
        OverrideCase("generator.z=1", "~generator", is: tree(generator: "")),
        OverrideCase("~generator", "generator.z=1", is: tree(generator: ", generator: {z: 1}")),
        OverrideCase("~loss.type", is: tree(loss: "loss: {}, ")),
        OverrideCase(
            "train=null", "train.batch=4",
            is: tree(train: "generator: {type: a, x: 1}", generator: ", train: {batch: 4}")),
        OverrideCase("x=./${env:NAME}", is: tree(more: ", x: ./zoo")),
        OverrideCase("regularizers.r1.weight=2", is: tree(more: ", regularizers: {r1: {weight: 2}}")),
    ]

    @Test(arguments: changes) func applies(_ c: OverrideCase) {
        let recipe = read(Self.recipe, c.overrides, environment: ["NAME": "zoo"])
        #expect(problems(of: recipe) == "")
        #expect(inline(recipe) == c.result)
    }

    static let mistakes: [OverrideCase] = [
        OverrideCase(
            "train.batch",
            is: "train.batch: this override has no `=`\n  write `train.batch=VALUE` to set, `~train.batch` to remove"),
        OverrideCase("=1", is: "=1: this override has no key\n  write `path.to.key=value`"),
        OverrideCase("~", is: "~: this override has no key\n  write `path.to.key=value`"),
        OverrideCase("a..b=1", is: "a..b=1: there is an empty key in `a..b`\n  write `path.to.key=value`"),
        OverrideCase("~a=1", is: "~a=1: `~` removes a key and takes no value\n  write `~a`"),
        OverrideCase(
            "seed.x=1", is: "seed.x=1: `seed` is `0`, not a map\n  replace the whole value: `seed=VALUE`"),
        OverrideCase(
            "train.lr.x=1",
            is: "train.lr.x=1: `train.lr` is a list, not a map\n  replace the whole value: `train.lr=VALUE`"
        ),
        OverrideCase(
            "~train.bach",
            is:
                "~train.bach: cannot remove `train.bach`: there is no such key\n  did you mean `~train.batch`?\n     `train` has: batch, lr"
        ),
        OverrideCase(
            "~q", is: "~q: cannot remove `q`: there is no such key\n     the recipe has: seed, loss, train, generator"),
        OverrideCase(
            "x=a: b",
            is: "x=a: b: `a: b` is not a valid override value\n"
                + "  write a word, a map as `{a: 1}`, or a list as `[a, b]`; put a text that contains `: ` in quotes"),
        OverrideCase(
            "x=a # b",
            is: "x=a # b: ` #` starts a comment, so the rest of the value would be lost\n"
                + "  quote the value twice, for YAML and for the shell: `'about.summary=\"a # b\"'`"),
        OverrideCase(
            "x=[a",
            is:
                "x=[a: the list that starts here has no closing `]`\n  separate its elements with `,` and end it with `]`\n"
                + "     reading stopped at line 1"),
        OverrideCase("x={a: 1, a: 2}", is: "x={a: 1, a: 2}: duplicate key `a`\n  remove one of the two"),
        OverrideCase(
            "extends=x", is: "extends=x: an override cannot change `extends`\n  write a recipe that extends another"),
        OverrideCase("x=a\nb", is: "x=a: an override must be on one line\n  write lists as `[a, b]`, maps as `{a: 1}`"),
        OverrideCase("x=\u{1}", is: "x=\u{FFFD}: the override contains the invisible character U+0001"),
    ]

    @Test(arguments: mistakes) func refuses(_ c: OverrideCase) {
        let recipe = read(Self.recipe, c.overrides)
        #expect(problems(of: recipe) == "command line: " + c.result)
        #expect(recipe.root?["seed"]?.inlineText == "0")
    }

    @Test func valuesSayThatTheyAreTyped() throws {
        let recipe = read(Self.recipe, ["train.batch=abc", "generator=b"])
        let batch = try #require(recipe.root?["train"]?.entries.first)
        #expect(batch.value.mark?.description == "command line: train.batch=abc")
        #expect(batch.keyMark?.description == "command line: train.batch=abc")
        #expect(batch.value.mark?.column == 13)
        #expect(recipe.root?["generator"]?["type"]?.mark?.description == "command line: generator=b")
        #expect(recipe.root?["train"]?["lr"]?.mark?.description == "r.yaml:3:23")
    }
}
