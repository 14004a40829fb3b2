import Foundation
import GANCore
import GANModule
import GANRecipe
import GANTensor
import GANTestSupport
import Testing

/// Paths in recipes are relative to the file that wrote them, for the settings of a plugin as for those of the project.
@Suite struct PathSettingTests {
    private let place: Workplace
    /// As the program sees it: temporary folders may lie behind links.
    private let folder: String

    init() throws {
        place = try Workplace()
        folder = place.folder.resolvingSymlinksInPath().path
        for name in ["base", "mine", "base/data", "mine/data"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
    }

    @discardableResult private func write(_ name: String, _ text: String) throws -> String {
        try place.write(name, text)
        return "\(folder)/\(name)"
    }

    private func check(_ path: String, _ overrides: String...) throws -> CheckedRecipe {
        try RecipeLoader(pathCatalog).check(path: path, overrides: overrides)
    }

    private func settings(_ path: String, _ overrides: String...) throws -> PathLoss.Settings {
        let recipe = try RecipeLoader(pathCatalog).check(path: path, overrides: overrides)
        return try #require(recipe.components[.loss]?.settings as? PathLoss.Settings)
    }

    @Test func isRelativeToTheFileThatWroteIt() throws {
        let base = "\(pathRecipe)loss: {type: paths, table: tables/a.txt, more: [x, /abs/y], group: {file: ../up}}\n"
        try write("base/base.yaml", base)
        let mine = try write(
            "mine/mine.yaml", "recipe: 2\nextends: ../base/base.yaml\nloss: {other: ./data/o}\n")
        let paths = try settings(mine)
        #expect(paths.table == "\(folder)/base/tables/a.txt")
        #expect(paths.other == "\(folder)/mine/data/o")
        #expect(paths.more == ["\(folder)/base/x", "/abs/y"])
        #expect(paths.group.file == "\(folder)/up")
        #expect(paths.word == "tables/a.txt", "text that is no path stays as it is")
    }

    @Test func anOverrideIsRelativeToTheWorkingFolder() throws {
        let recipe = try write("mine/a.yaml", "\(pathRecipe)loss: {type: paths, table: a}\n")
        let checked = try check(recipe, "loss.table=data/x", "loss.more=[y]")
        let paths = try #require(checked.components[.loss]?.settings as? PathLoss.Settings)
        #expect(paths.table == "data/x" && paths.more == ["y"])
        let here = FileManager.default.currentDirectoryPath
        #expect(checked.resolved["loss"]?["table"]?.inlineText == "\(here)/data/x")
    }

    /// Read again from anywhere, the resolved recipe names the same files.
    @Test func theResolvedRecipeHoldsAbsolutePaths() throws {
        let recipe = try write("mine/a.yaml", "\(pathRecipe)loss: {type: paths, table: ../base/data, more: [data]}\n")
        let resolved = try check(recipe).resolved
        #expect(resolved["loss"]?["table"]?.inlineText == "\(folder)/base/data")
        #expect(resolved["loss"]?["more"]?.inlineText == "[\(folder)/mine/data]")
        let again = try write("base/resolved.yaml", RecipeWriter().text(resolved))
        #expect(RecipeDifference.between(try check(again).resolved, and: resolved).isEmpty)
    }

    // MARK: Environment variables

    private func check(_ loss: String, _ environment: [String: String]) throws -> (recipe: CheckedRecipe?, [String]) {
        let path = try write("mine/a.yaml", "\(pathRecipe)loss: {type: paths, \(loss)}\n")
        let read = RecipeReader(environment: environment).read(path: path)
        let problems = ProblemCollector(read.found)
        let checked = RecipeChecker(pathCatalog).check(try #require(read.root), problems)
        return (
            checked, problems.problems.map { ([$0.message] + [$0.hint].compactMap(\.self)).joined(separator: "; ") }
        )
    }

    private static let environment = ["SECRET": "hunter2", "DATA": "/far/away"]

    /// A stranger's recipe could copy a password into the folder of the run, which is passed on.
    @Test func theResolvedRecipeHoldsNoValueOfAVariable() throws {
        let loss =
            "table: '${env:DATA}/t', other: '${env:DATA}', more: [a, '${env:DATA}/$${b}', 'x/${env:SECRET}'],"
            + " group: {file: '${env:SECRET}/c'}"
        let (recipe, problems) = try check(loss, Self.environment)
        #expect(problems.isEmpty)
        let resolved = try #require(recipe).resolved
        let paths = try #require(recipe?.components[.loss]?.settings as? PathLoss.Settings)
        #expect(paths.table == "/far/away/t" && paths.other == "/far/away")
        #expect(paths.more == ["\(folder)/mine/a", "/far/away/${b}", "\(folder)/mine/x/hunter2"])
        #expect(paths.group.file == "\(folder)/mine/hunter2/c")
        for text in [RecipeWriter().text(resolved), RecipeWriter(showsOrigins: true).text(resolved)] {
            #expect(!text.contains("hunter2") && !text.contains("/far/away"), "\(text)")
            for written in ["${env:DATA}/t", "${env:DATA}/$${b}", "\(folder)/mine/x/${env:SECRET}"] {
                #expect(text.contains("\"\(written)\""), "\(text)")
            }
        }
        // From another folder, too.
        let again = try write("base/resolved.yaml", RecipeWriter().text(resolved))
        let read = RecipeReader(environment: Self.environment).read(path: again)
        let same = RecipeChecker(pathCatalog).check(try #require(read.root), ProblemCollector())
        #expect(RecipeDifference.between(try #require(same).resolved, and: resolved).isEmpty)
    }

    @Test(arguments: [
        ("word: '${env:SECRET}'", "word"), ("word: 'x${env:SECRET}'", "word"), ("word: '$${a}${env:DATA}'", "word"),
    ]) func onlyPathsHaveVariables(_ loss: String, _ key: String) throws {
        let (recipe, problems) = try check("table: a, \(loss)", Self.environment)
        #expect(recipe == nil)
        #expect(
            problems == [
                "`loss.\(key)` is no path, and environment variables are only replaced in paths; write the value itself"
            ])
    }

    @Test func namesOfComponentsHaveNoVariables() throws {
        let environment = ["TYPE": "paths"]
        for loss in ["loss: '${env:TYPE}'", "loss: {type: '${env:TYPE}', table: a}"] {
            let path = try write("mine/b.yaml", "\(pathRecipe)\(loss)\n")
            let problems = ProblemCollector()
            let read = RecipeReader(environment: environment).read(path: path)
            #expect(RecipeChecker(pathCatalog).check(try #require(read.root), problems) == nil)
            #expect(problems.problems.first?.message.hasPrefix("`loss` is no path, and environment variables") == true)
        }
    }

    /// `..` behind a link is the parent of the folder that the link names.
    @Test func aLinkedFolderIsFollowed() throws {
        try FileManager.default.createDirectory(atPath: "\(folder)/far/in", withIntermediateDirectories: true)
        try write("far/x", "")
        try write("mine/x", "")
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/mine/link", withDestinationPath: "\(folder)/far/in")
        let recipe = try write("mine/a.yaml", "\(pathRecipe)loss: {type: paths, table: link/../x}\n")
        #expect(try settings(recipe).table == "\(folder)/mine/link/../x")
    }

    @Test(arguments: [
        ("{type: paths}", "`loss` has no `table`", "expected a path: a table"),
        ("{type: paths, table: ''}", "`loss.table` is the text \"\"", "expected a path"),
        ("{type: paths, table: [a]}", "`loss.table` is a list", "expected a path"),
        (
            "{type: paths, table: a, other: [a]}", "`loss.other` is a list",
            "expected a path, or null, default null"
        ),
    ]) func saysWhatIsExpected(_ loss: String, _ message: String, _ hint: String) throws {
        let recipe = try write("mine/a.yaml", "\(pathRecipe)loss: \(loss)\n")
        let error = #expect(throws: RecipeErrors.self) { try check(recipe) }
        #expect(error?.problems.map(\.message) == [message])
        #expect(error?.problems.first?.hint == hint)
        let notes =
            loss == "{type: paths}" ? ["set it in the recipe, or add `loss.table=…` after the recipe's name"] : []
        #expect(error?.problems.first?.notes == notes)
    }

    // MARK: Copies

    @Test func aCopyNamesTheSameFiles() throws {
        let text = """
            # mine
            \(pathRecipe)loss:   # paths
              type: paths
              table: "data/a b"     # a table
              more: [../base/data, /abs]
              word: data/a

            """
        let recipe = try write("mine/a.yaml", text)
        let copy = try RecipeLoader(pathCatalog).standaloneText(ofFile: recipe, for: "\(folder)/base/copy.yaml")
        #expect(
            copy
                == text.replacing("\"data/a b\"", with: "../mine/data/a b").replacing(
                    "[../base/data, /abs]", with: "[data, /abs]"), "comments and layout stay")
        let copied = try check(try write("base/copy.yaml", copy)).resolved
        #expect(RecipeDifference.between(copied, and: try check(recipe).resolved).isEmpty)
        #expect(try RecipeLoader(pathCatalog).standaloneText(ofFile: recipe, for: "\(folder)/mine/b.yaml") == text)
    }

    @Test func aCopyHoldsParentsAndOverrides() throws {
        try write("base/base.yaml", "\(pathRecipe)loss: {type: paths, table: data, other: x}\n")
        let recipe = try write("mine/a.yaml", "recipe: 2\nextends: ../base/base.yaml\nloss: {more: [data]}\n")
        let overrides = ["loss.other=here", "loss.word=new"]
        let copy = try RecipeLoader(pathCatalog).standaloneText(
            ofFile: recipe, overrides: overrides, for: "\(folder)/copy.yaml")
        #expect(copy.contains("table: base/data ") && copy.contains("more: [mine/data]") && copy.contains("word: new"))
        let copied = try check(try write("copy.yaml", copy)).resolved
        let original = try RecipeLoader(pathCatalog).check(path: recipe, overrides: overrides).resolved
        #expect(RecipeDifference.between(copied, and: original).isEmpty)
    }

    /// Nor does a copy hold what only this user's variables say.
    @Test func aCopyHoldsNoValueOfAVariable() throws {
        let home = try #require(ProcessInfo.processInfo.environment["HOME"])
        let text = "\(pathRecipe)loss: {type: paths, table: \"${env:HOME}/t\", other: x}\n"
        let recipe = try write("mine/a.yaml", text)
        for overrides in [[], ["loss.word=new"]] {
            let copy = try RecipeLoader(pathCatalog).standaloneText(
                ofFile: recipe, overrides: overrides, for: "\(folder)/base/copy.yaml")
            #expect(copy.contains("\"${env:HOME}/t\"") && !copy.contains("\(home)/t"), "\(copy)")
            let copied = try settings(try write("base/copy.yaml", copy))
            #expect(copied.table == "\(home)/t" && copied.other == "\(folder)/mine/x")
        }
    }

    /// Which of its values are paths is not known.
    @Test func anUnknownComponentIsNotCopiedElsewhere() throws {
        let recipe = try write("mine/a.yaml", "\(pathRecipe)loss: {type: nobodys, file: x}\n")
        let error = #expect(throws: RecipeErrors.self) {
            try RecipeLoader(pathCatalog).standaloneText(ofFile: recipe, for: "\(folder)/copy.yaml")
        }
        #expect(
            error?.problems.map(\.message) == [
                "unknown loss `nobodys`, so it is not known which of its values are paths"
            ])
    }
}

/// What a recipe of `pathCatalog` needs besides its loss.
let pathRecipe = "recipe: 2\ndata: shapes\ngenerator: stylegan2\ndiscriminator: stylegan2\n"

let pathCatalog: ComponentCatalog = {
    var catalog = fixedCatalog
    catalog.add(PathLoss.self)
    return catalog
}()

/// A plugin's component whose settings are paths of every kind.
final class PathLoss: Module, AdversarialLoss {
    static let name = "paths"
    static let summary = "a loss for tests"

    struct Settings: ComponentSettings {
        @Setting(path: "a table") var table: String
        @Setting(path: "another table") var other: String? = nil
        @Setting(path: "more tables") var more: [String] = []
        @Setting("a word") var word = "tables/a.txt"
        @Setting("a group") var group = Group()
        init() {}
    }

    struct Group: SettingGroup {
        @Setting(path: "a file") var file: String? = nil
        init() {}
    }

    init(_ settings: Settings, _ build: BuildContext) {}

    func discriminator(real: Tensor, fake: Tensor) -> Tensor { real.mean() }
    func generator(real: Tensor?, fake: Tensor) -> Tensor { fake.mean() }
}
