import GANCore
import Testing

@testable import GANRecipe

struct ExtendsCase: Sendable, CustomTestStringConvertible {
    /// The first is the recipe.
    let files: [(path: String, text: String)]
    let messages: String
    var testDescription: String { files.map(\.path).joined(separator: " ") }

    init(_ files: (String, String)..., says messages: String) { self.init(files, says: messages) }

    init(_ files: [(String, String)], says messages: String) {
        self.files = files.map { (path: $0.0, text: $0.1) }
        self.messages = messages
    }
}

@Suite struct ExtendsTests {
    private static func read(_ files: [(path: String, text: String)]) -> ReadRecipe {
        let bytes = Dictionary(uniqueKeysWithValues: files.map { ($0.path, Array($0.text.utf8)) })
        let library = NamedRecipes(
            names: { ["shapes/stylegan2"] }, path: { $0 == "shapes/stylegan2" ? "library/shapes/stylegan2.yaml" : nil })
        return RecipeReader(environment: [:], files: MemoryRecipeFiles(bytes), library: library).read(
            path: files.first?.path ?? "")
    }

    /// Files that extend each other, the last none.
    private static func chain(of count: Int) -> [(String, String)] {
        (0..<count).map { ("f\($0).yaml", $0 == count - 1 ? "x: 1" : "extends: f\($0 + 1).yaml") }
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
                c.yaml:2:10: `extends` forms a cycle
                    2 | extends: a.yaml
                      |          ^^^^^^ remove one `extends` of the cycle
                     a.yaml -> b.yaml -> c.yaml -> a.yaml
                """),
        ExtendsCase(
            chain(of: 10),
            says: """
                f8.yaml:1:10: the chain of `extends` has more than 8 parents
                    1 | extends: f9.yaml
                      |          ^^^^^^^ merge two of these files
                     f0.yaml -> f1.yaml -> f2.yaml -> f3.yaml -> f4.yaml -> f5.yaml -> f6.yaml -> f7.yaml -> f8.yaml -> f9.yaml
                """),
        ExtendsCase(
            [("a.yaml", "extends: shapes/stilegan2")],
            says: """
                a.yaml:1:10: there is no library recipe `shapes/stilegan2`
                    1 | extends: shapes/stilegan2
                      |          ^^^^^^^^^^^^^^^^ did you mean `shapes/stylegan2`?
                     `ganzoo recipe list` lists the recipes of the library
                """),
        ExtendsCase(
            [("a.yaml", "extends: base"), ("base", "x: 1")],
            says: """
                a.yaml:1:10: there is no library recipe `base`
                    1 | extends: base
                      |          ^^^^ a file's name ends in .yaml or begins with ./
                     `ganzoo recipe list` lists the recipes of the library
                """),
        ExtendsCase(
            [("my own/a.yaml", "seed: 1\nrecipe: 1\na: ${recipe_dir}\nb: ${nothing}")],
            says: """
                my own/a.yaml:2:9: `recipe: 1` is the previous version of the recipe language, in which paths were relative to the working folder
                    2 | recipe: 1
                      |         ^ rewrite the file with `ganzoo recipe upgrade 'my own/a.yaml'`
                """),
        ExtendsCase(
            [("a.yaml", "recipe: 2\nextends: b.yaml"), ("b.yaml", "recipe: 1")],
            says: """
                b.yaml:1:9: `recipe: 1` is the previous version of the recipe language, in which paths were relative to the working folder
                    1 | recipe: 1
                      |         ^ rewrite the file with `ganzoo recipe upgrade b.yaml`
                """),
        ExtendsCase(
            ("a.yaml", "extends: [b.yaml]"),
            says: """
                a.yaml:1:10: `extends` is a list
                    1 | extends: [b.yaml]
                      |          ^^^^^^^^ expected a recipe file, relative to this one, or the name of a library recipe
                """),
        ExtendsCase(
            ("a.yaml", "extends:"),
            says: """
                a.yaml:1:9: `extends` is null
                    1 | extends:
                      |         ^ expected a recipe file, relative to this one, or the name of a library recipe
                """),
        ExtendsCase(
            ("a.yaml", "extends: b.yaml"), ("b.yaml", ""), says: "`b.yaml` is empty\n  a recipe starts with `recipe: 2`"
        ),
    ]

    @Test(arguments: mistakes) func refuses(_ c: ExtendsCase) {
        let recipe = Self.read(c.files)
        #expect(problems(of: recipe) == c.messages)
        #expect(recipe.root == nil)
    }

    @Test func goesUpFromFileToFile() {
        let recipe = Self.read([
            ("r/x/a.yaml", "extends: ../b.yaml\na: 1"), ("r/b.yaml", "extends: ./y/c\nb: 2"),
            ("r/y/c", "extends: d.yaml\nc: 3"), ("r/y/d.yaml", "d: 1\na: 0"),
        ])
        #expect(problems(of: recipe) == "")
        #expect(inline(recipe) == "{d: 1, a: 1, c: 3, b: 2}")
        #expect(recipe.files == ["r/x/a.yaml", "r/b.yaml", "r/y/c", "r/y/d.yaml"])
        #expect(recipe.root?["c"]?.mark?.source.folder == "r/y")
        #expect(recipe.root?["a"]?.mark?.source.folder == "r/x")
    }

    @Test func goesEightFilesUp() {
        let recipe = Self.read(Self.chain(of: 9))
        #expect(problems(of: recipe) == "")
        #expect(recipe.files.count == 9)
    }

    /// Its own parent is relative to it, not to who named it.
    @Test func aNameIsARecipeOfTheLibrary() {
        let recipe = Self.read([
            ("mine.yaml", "extends: shapes/stylegan2\na: 1"), ("library/shapes/stylegan2.yaml", "extends: b.yaml"),
            ("library/shapes/b.yaml", "b: 1"), ("shapes/stylegan2", "c: 1"), ("b.yaml", "d: 1"),
        ])
        #expect(problems(of: recipe) == "")
        #expect(inline(recipe) == "{b: 1, a: 1}")
    }

    /// A run of the first language can still be opened; its paths were taken from the working folder.
    @Test func aRunsResolvedRecipeMayBeOfTheFirstLanguage() {
        let run = ("runs/a/resolved.yaml", "recipe: 1\na: data/x")
        let recipe = Self.read([run, ("runs/a/run.json", "{}")])
        #expect(problems(of: recipe) == "")
        #expect(inline(recipe) == "{recipe: 2, a: data/x}")
        #expect(recipe.root?["a"]?.mark?.source.folder == ".")
        #expect(problems(of: Self.read([run])).contains("`recipe: 1` is the previous version"))
        let another = ("runs/a/other.yaml", run.1)
        #expect(
            problems(of: Self.read([another, ("runs/a/run.json", "{}")])).contains(
                "`recipe: 1` is the previous version"))
    }

    @Test func listsProblemsByFileAndLine() {
        let recipe = GANRecipeTests.read(
            "? [\n!t 1]\n: 1\nextends: b.yaml\ny: !t 1", parents: ["b.yaml": "z: !t 1"], ["=1"])
        let places = recipe.problems.compactMap { $0.mark.map { "\($0.source.name):\($0.line)" } }
        #expect(places == ["r.yaml:1", "r.yaml:2", "r.yaml:5", "b.yaml:1", "command line:1"])
    }

    @Test func showsAHundredProblems() {
        let recipe = Self.read([("a.yaml", String(repeating: "a: 1\n", count: 150))])
        #expect(recipe.problems.count == 100)
        #expect(problems(of: recipe).hasSuffix("\n\n… and 49 more problems"))
        #expect(inline(recipe) == "{a: 1}")
    }
}
