import GANCore
import Testing

@testable import GANRecipe

struct ExtendsCase: Sendable, CustomTestStringConvertible {
    /// The first is the recipe.
    let files: [(path: String, text: String)]
    let messages: String
    var testDescription: String { files.map(\.path).joined(separator: " ") }

    init(_ files: (String, String)..., says messages: String) {
        self.files = files.map { (path: $0.0, text: $0.1) }
        self.messages = messages
    }
}

@Suite struct ExtendsTests {
    private static func read(_ files: [(path: String, text: String)]) -> ReadRecipe {
        let bytes = Dictionary(uniqueKeysWithValues: files.map { ($0.path, Array($0.text.utf8)) })
        return RecipeReader(environment: [:], files: MemoryRecipeFiles(bytes)).read(path: files.first?.path ?? "")
    }

    static let mistakes: [ExtendsCase] = [
        ExtendsCase(
            ("recipes/lt.yaml", "seed: 1\nextends: ../recipes/style2.yaml"), ("recipes/stylegan2.yaml", "a: 1"),
            ("recipes/styles2.yaml", "a: 1"),
            says: """
                recipes/lt.yaml:2:10: there is no file `recipes/style2.yaml`
                    2 | extends: ../recipes/style2.yaml
                      |          ^^^^^^^^^^^^^^^^^^^^^^ did you mean `recipes/styles2.yaml`?
                """),
        ExtendsCase(
            ("a.yaml", "extends: b.yaml"), ("b.yaml", "extends: c.yaml"), ("c.yaml", "x: 1\nextends: a.yaml"),
            says: """
                c.yaml:2:10: `extends` goes in a circle
                    2 | extends: a.yaml
                      |          ^^^^^^ remove one of them
                     a.yaml -> b.yaml -> c.yaml -> a.yaml
                """),
        ExtendsCase(
            ("a.yaml", "extends: b.yaml"), ("b.yaml", "extends: c.yaml"), ("c.yaml", "extends: d.yaml"),
            ("d.yaml", "extends: e.yaml"), ("e.yaml", "x: 1"),
            says: """
                d.yaml:1:10: `extends` goes more than 3 files up
                    1 | extends: e.yaml
                      |          ^^^^^^ put two of them together
                     a.yaml -> b.yaml -> c.yaml -> d.yaml -> e.yaml
                """),
        ExtendsCase(
            ("a.yaml", "extends: [b.yaml]"),
            says: """
                a.yaml:1:10: `extends` is a list
                    1 | extends: [b.yaml]
                      |          ^^^^^^^^ expected the path of one recipe, seen from this file
                """),
        ExtendsCase(
            ("a.yaml", "extends:"),
            says: """
                a.yaml:1:9: `extends` is nothing
                    1 | extends:
                      |         ^ expected the path of one recipe, seen from this file
                """),
        ExtendsCase(
            ("a.yaml", "extends: b.yaml"), ("b.yaml", ""), says: "`b.yaml` is empty\n  a recipe begins with `recipe: 1`"
        ),
    ]

    @Test(arguments: mistakes) func refuses(_ c: ExtendsCase) {
        let recipe = Self.read(c.files)
        #expect(problems(of: recipe) == c.messages)
        #expect(recipe.root == nil)
    }

    @Test func goesThreeFilesUp() {
        let recipe = Self.read([
            ("r/x/a.yaml", "extends: ../b.yaml\na: 1"), ("r/b.yaml", "extends: ./y/c.yaml\nb: ${recipe_dir}"),
            ("r/y/c.yaml", "extends: d.yaml\nc: ${recipe_dir}"), ("r/y/d.yaml", "d: 1\na: 0"),
        ])
        #expect(problems(of: recipe) == "")
        #expect(inline(recipe) == "{d: 1, a: 1, c: r/y, b: r}")
        #expect(recipe.files == ["r/x/a.yaml", "r/b.yaml", "r/y/c.yaml", "r/y/d.yaml"])
    }

    @Test func listsProblemsByFileAndLine() {
        let recipe = GANRecipeTests.read(
            "? [\n!t 1]\n: 1\nextends: b.yaml\ny: !t 1", parents: ["b.yaml": "z: !t 1"], ["=1"])
        let places = recipe.problems.compactMap { $0.mark.map { "\($0.source.name):\($0.line)" } }
        #expect(places == ["r.yaml:1", "r.yaml:2", "r.yaml:5", "b.yaml:1", "command line:1"])
    }

    @Test func showsAHundredProblems() {
        let recipe = Self.read([("a.yaml", String(repeating: "a: 1\n", count: 150))])
        #expect(recipe.problems.count == 101)
        #expect(recipe.problems.last?.description == "… and 49 more problems")
        #expect(inline(recipe) == "{a: 1}")
    }
}
