import GANCore
import Testing

@testable import GANRecipe

@Suite struct WriterTests {
    /// No layout: names are not spelled out as components.
    private let reader = RecipeReader(
        environment: [:], layout: RecipeLayout(components: [], componentMaps: []), files: MemoryRecipeFiles([:]))

    @Test(arguments: [false, true]) func readsBackWhatItWrote(showsOrigins: Bool) throws {
        for seed in 0..<120 as Range<UInt64> {
            var trees = RandomTrees(seed: seed)
            let tree = trees.root()
            let text = RecipeWriter(showsOrigins: showsOrigins).text(tree)
            let recipe = reader.read(text: text, name: "w.yaml")
            let difference = recipe.root.map { $0.difference(from: tree) } ?? "nothing was read"
            try #require(difference == nil, "seed \(seed)\n\(problems(of: recipe).shortened(to: 1000))")
            try #require(recipe.problems.isEmpty)
        }
    }

    @Test func writesBlocksAndShortLists() {
        let recipe = read(
            """
            recipe: 2
            train: {kimg: 400, betas: [0, 0.99], note: "a: b", stop: , word: "adam", text: "3"}
            empty: {map: {}, list: []}
            runs: [{a: 1, b: [x]}, [y, [z]]]
            path: $${HOME}
            """)
        let expected = """
            recipe: 2
            train:
              kimg: 400
              betas: [0, 0.99]
              note: "a: b"
              stop: null
              word: adam
              text: "3"
            empty:
              map: {}
              list: []
            runs:
              - a: 1
                b: [x]
              - - y
                - [z]
            path: $${HOME}

            """
        #expect(recipe.root.map { RecipeWriter().text($0) } == expected)
    }

    /// What would change the order of a line's letters, or end it, is written in ASCII; marks of right-to-left text stay.
    @Test func writesNoControls() {
        let path = "a\u{202A}b\u{202E}gpj\u{2066}\u{2069}\u{2028}\u{2029}\u{9B}\u{200F}"
        let tree = RecipeNode(.map([.init(key: "path", keyMark: nil, value: .scalar(path))]))
        let text = RecipeWriter().text(tree)
        #expect(
            text == "path: \"a\\u202Ab\\u202Egpj\\u2066\\u2069\\u2028\\u2029\\u009B\u{200F}\"\n")
        #expect(reader.read(text: text, name: "w.yaml").root?.difference(from: tree) == nil)
    }

    @Test func saysWhereValuesCameFrom() {
        let recipe = read(
            "extends: base.yaml\ntrain:\n  kimg: 400\n", parents: ["base.yaml": "seed: 0\ntrain: {lr: 1}"],
            ["train.batch=64"])
        let expected = """
            seed: 0  # base.yaml:1
            train:
              lr: 1  # base.yaml:2
              kimg: 400  # r.yaml:3
              batch: 64  # command line

            """
        #expect(recipe.root.map { RecipeWriter(showsOrigins: true).text($0) } == expected)
        #expect(RecipeWriter(showsOrigins: true).text(.scalar("3")) == "3  # default\n")
    }
}
