import Foundation
import GANCore
import GANRecipe
import GANTestSupport
import Testing

/// `recipe: 1` as `recipe: 2`: every path names the same file, and all else stays as it was written.
@Suite struct UpgradeTests {
    private static let parts = "data: shapes\ngenerator: stylegan2\ndiscriminator: stylegan2\n"

    /// - Parameter environment: what `${env:NAME}` reads.
    private func upgrade(
        _ text: String, at path: String = "recipes/mine.yaml", _ others: [String: String] = [:],
        environment: [String: String] = [:]
    ) throws -> RecipeUpgrade.Result {
        let files = others.merging([path: text]) { $1 }.mapValues { Array($0.utf8) }
        return try RecipeUpgrade(pathCatalog, environment: environment, files: MemoryRecipeFiles(files)).upgrade(path)
    }

    private func problems(_ text: String, environment: [String: String] = [:]) throws -> [String] {
        let error = #expect(throws: RecipeErrors.self) { try upgrade(text, environment: environment) }
        return error?.problems.map(\.message) ?? []
    }

    @Test func keepsCommentsAndLayout() throws {
        let text = """
            # mine, é
            recipe:  1    # the language
            extends: base.yaml
            \(Self.parts)loss:
              {type: paths, table: 'data/é/a.txt',  other: "${recipe_dir}/o" , more: [/abs, ./b, "${env:NAME}/c"]} # ✓
            about: {summary: "data/a.txt is \\
              no path", fixed: ["$${recipe_dir}"]}\r

            """
        let base = "recipe: 1\nloss: {group: {file: g}}\n"
        let result = try upgrade(text, ["recipes/base.yaml": base], environment: ["NAME": "/n"])
        let expected = text.replacing("recipe:  1", with: "recipe:  2")
            .replacing("'data/é/a.txt'", with: "../data/é/a.txt").replacing("\"${recipe_dir}/o\"", with: "o")
            .replacing("./b", with: "../b")
        #expect(result.text == expected)
        #expect(
            result.changes == [
                "line 2, recipe: 1 → 2", "line 8, loss.table: data/é/a.txt → ../data/é/a.txt",
                "line 8, loss.other: ${recipe_dir}/o → o", "line 8, loss.more[1]: ./b → ../b",
            ])
        #expect(result.notes == ["note: recipes/base.yaml says `recipe: 1` too; upgrade it as well"])
    }

    /// In the working folder paths mean what they meant.
    @Test func aFileInTheWorkingFolderKeepsItsPaths() throws {
        let text = "recipe: 1\n\(Self.parts)loss: {type: paths, table: ./data/a, more: [../b]}\n"
        let result = try upgrade(text, at: "mine.yaml")
        #expect(result.text == text.replacing("recipe: 1", with: "recipe: 2"))
        #expect(result.changes == ["line 1, recipe: 1 → 2"])
    }

    @Test(arguments: [
        ("../b", "../../b"), ("a/../b", "../a/../b"), ("'${env:NAME}'", "'${env:NAME}'"),
        ("a/${env:WORD}", "\"../a/${env:WORD}\""), ("a/$${x}", "\"../a/$${x}\""), ("${recipe_dir}", "."),
        ("${recipe_dir}/../x", "../x"), ("a#b", "../a#b"), ("'a: b'", "\"../a: b\""), ("/", "/"),
        ("null/x", "../null/x"),
        ("${recipe_dir}/null", "\"null\""), ("'a,b'", "\"../a,b\""),
    ]) func rewrites(_ before: String, _ after: String) throws {
        let text = "\(Self.parts)loss:\n  type: paths\n  table: "
        let result = try upgrade("recipe: 1\n\(text)\(before)\n", environment: ["NAME": "/n", "WORD": "w"])
        #expect(result.text == "recipe: 2\n\(text)\(after)\n")
    }

    /// A type that only the parent names says which keys are paths.
    @Test func theTypeMayBeTheParents() throws {
        let base = "recipe: 1\n\(Self.parts)loss: {type: paths, table: a}\n"
        let result = try upgrade(
            "recipe: 1\nextends: base\nloss: {other: b}\n", ["recipes/base": base])
        #expect(result.text == "recipe: 2\nextends: ./base\nloss: {other: ../b}\n")
    }

    @Test func aFileWithoutVersionGetsOne() throws {
        let base = "recipe: 1\n\(Self.parts)loss: {type: paths, table: a}\n"
        let result = try upgrade("extends: base.yaml\nloss: {other: b}\n", ["recipes/base.yaml": base])
        #expect(result.text == "recipe: 2\nextends: base.yaml\nloss: {other: ../b}\n")
        #expect(result.changes.first == "added recipe: 2")
    }

    @Test func aRecipeOfTheSecondLanguageStays() throws {
        let text = "recipe: 2\n\(Self.parts)loss: {type: paths, table: a}\n"
        let result = try upgrade(text)
        #expect(result.text == text && result.changes.isEmpty)
        let upgraded = try upgrade(text.replacing("recipe: 2", with: "recipe: 1")).text
        #expect(try upgrade(upgraded).changes.isEmpty)
    }

    @Test(arguments: [
        ("table: '${env:NAME}/x'", "`loss.table` begins with a variable whose value is a relative path"),
        ("table: 'a/${recipe_dir}'", "`loss.table` contains `${recipe_dir}`, but not at its beginning"),
        ("table: a, word: '${recipe_dir}/x'", "`${recipe_dir}` is used in a value that is not a path"),
        (
            "table: a\n  b",
            "`recipes/mine.yaml` cannot be rewritten automatically: a value spans several lines, an aliased value is also used as something else, a hook is written in braces, or lines end with other characters than line feeds"
        ),
        (
            "table: &x a, word: *x",
            "`recipes/mine.yaml` cannot be rewritten automatically: a value spans several lines, an aliased value is also used as something else, a hook is written in braces, or lines end with other characters than line feeds"
        ),
        ("table: '${env:UNSET}'", "the environment variable `UNSET` is not set"),
    ]) func refusesWhatItCannotRewrite(_ keys: String, _ message: String) throws {
        let text = "recipe: 1\n\(Self.parts)loss: {type: paths, \(keys)}\n"
        #expect(try problems(text, environment: ["NAME": "n"]) == [message])
    }

    @Test func refusesWhatItDoesNotKnow() throws {
        #expect(
            try problems("recipe: 1\n\(Self.parts)loss: {type: nobodys, file: x}\n") == [
                "unknown loss `nobodys`, so it is not known which of its values are paths"
            ])
        #expect(try problems("recipe: 3\n\(Self.parts)loss: logistic\n") == ["`recipe` is `3`"])
        #expect(try problems("recipe: 1\nextends: none.yaml\n") == ["there is no file `recipes/none.yaml`"])
        #expect(try problems("recipe: [1\n").count == 1)
    }

    /// The first language had the label distributions `data` and `uniform`; samplers took their place.
    @Test(arguments: [("data", "shuffled"), ("uniform", "class_balanced")])
    func renamedKeysAreRewritten(_ old: String, _ new: String) throws {
        let text = "recipe: 1\n\(Self.parts)loss: hinge\ntrain: {batch: 8,  fake_labels: \(old) , kimg: 1}   # mine\n"
        let result = try upgrade(text)
        #expect(
            result.text
                == "recipe: 2\n\(Self.parts)loss: hinge\ntrain: {batch: 8,  fake_sampler: \(new) , kimg: 1}   # mine\n")
        #expect(
            result.changes == [
                "line 1, recipe: 1 → 2", "line 6, train.fake_labels: \(old) → train.fake_sampler: \(new)",
            ])
    }

    /// The first language spelled gray images `grey`. Other values stay.
    @Test(arguments: [
        ("grey", "gray"), ("'grey'", "gray"), ("rgb", "rgb"), ("\"${env:NAME}\"", "\"${env:NAME}\""),
    ]) func grayIsSpelledOneWay(_ old: String, _ new: String) throws {
        func text(_ version: Int, _ channels: String) -> String {
            "recipe: \(version)\ngenerator: stylegan2\ndata: {type: shapes, channels: \(channels) , seed: 1}  # mine\n"
        }
        let result = try upgrade(text(1, old), environment: ["NAME": "rgb"])
        #expect(result.text == text(2, new))
        let change = "line 3, data.channels: grey → gray"
        #expect(result.changes == ["line 1, recipe: 1 → 2"] + (old == new ? [] : [change]))
    }

    /// `keep_checkpoints: 5` is `keep: {last: 5}` since other checkpoints can be kept, too.
    @Test(arguments: [(1, "5"), (2, "5"), (2, "\"5\""), (2, "&count 5")])
    func aValueMovesUnderAKey(_ language: Int, _ value: String) throws {
        func text(_ language: Int, _ keep: String) -> String {
            "recipe: \(language)\n\(Self.parts)loss: hinge\ntrain:\n  \(keep)   # mine\n  kimg: 1\n"
        }
        let result = try upgrade(text(language, "keep_checkpoints: \(value)"))
        let anchor = value.hasPrefix("&") ? "&count " : ""
        #expect(result.text == text(2, "keep: \(anchor){last: 5}"))
        let version = language == 1 ? ["line 1, recipe: 1 → 2"] : []
        #expect(result.changes == version + ["line 7, train.keep_checkpoints: 5 → train.keep.last: 5"])
        #expect(try upgrade(result.text).changes.isEmpty)
    }

    @Test func aMapUnderAnOldNameIsAProblem() throws {
        #expect(
            try problems("recipe: 2\n\(Self.parts)loss: hinge\ntrain: {keep_checkpoints: [1]}\n")
                == ["`train.keep_checkpoints` is a list"])
    }

    @Test func aValueOfARenamedKeyThatNobodyKnowsIsAProblem() throws {
        #expect(
            try problems("recipe: 1\n\(Self.parts)loss: hinge\ntrain: {fake_labels: often}\n")
                == ["`train.fake_labels` is `often`"])
    }

    /// The same alias for two paths is one text.
    @Test func anAliasOfPathsIsRewrittenOnce() throws {
        let result = try upgrade("recipe: 1\n\(Self.parts)loss: {type: paths, table: &x a, other: *x}\n")
        #expect(result.text == "recipe: 2\n\(Self.parts)loss: {type: paths, table: &x ../a, other: *x}\n")
    }
}
