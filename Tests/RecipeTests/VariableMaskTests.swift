import Foundation
import GANCore
import GANRecipe
import GANTestSupport
import Testing

/// Messages without the values of variables that a recipe refers to.
@Suite struct VariableMaskTests {
    /// - Parameter loss: keys of `PathLoss`.
    private func mask(_ loss: String, _ environment: [String: String]) throws -> VariableMask {
        let read = RecipeReader(environment: environment).read(
            text: "\(pathRecipe)loss: {type: paths, \(loss)}\n", name: "a.yaml")
        var mask = VariableMask(environment: environment)
        let root = try #require(read.root)
        mask.add(try #require(RecipeChecker(pathCatalog).check(root, ProblemCollector())))
        return mask
    }

    private static let environment = [
        "SECRET": "hunter2", "LONGER": "hunter2345", "DATA": "/far//away/./x", "NAME": "LONGER", "N": "7",
        "OTHER": "nobody",
        "LINES": "one\ntwo",
    ]

    @Test(arguments: [
        ("hunter2/b.png: there is no such file", "${env:SECRET}/b.png: there is no such file"),
        ("xhunter2x and hunter2\u{301}", "x${env:SECRET}x and ${env:SECRET}\u{301}"),
        ("hunter2345/a", "${env:LONGER}/a"), ("/far/away/x/a.png", "${env:DATA}/a.png"),
        ("/far//away/./x/a.png", "${env:DATA}/a.png"), ("7 of 17 images", "7 of 17 images"), ("nobody", "nobody"),
        ("one\ntwo", "${env:LINES}"), ("hunter", "hunter"), ("", ""),
    ]) func valuesAreReplaced(_ text: String, _ masked: String) throws {
        let loss =
            #"table: "\x24{env:SECRET}/t", other: '${env:LONGER}', more: ['${env:DATA}', '${env:N}/$${env:NOTHING}'], "#
            + "group: {file: '${env:NAME}/${env:LINES}'}"
        #expect(try mask(loss, Self.environment).masked(text) == masked)
    }

    /// A combining character behind the brace, or one that joins the dollar sign, makes another character of it. The reader of recipes sees scalars.
    @Test(arguments: ["'${env:SECRET}\u{301}'", "'\u{D4E}${env:SECRET}'"]) func neighborsHideNoReference(_ text: String)
        throws
    {
        #expect(try mask("table: \(text)", Self.environment).masked("hunter2") == "${env:SECRET}")
    }

    /// Messages of several lines are indented.
    @Test func linesMayBeIndented() throws {
        #expect(try mask("table: '${env:LINES}'", Self.environment).masked("one\n  two") == "${env:LINES}")
    }

    /// What stands in place of a value is not searched for values again.
    @Test func aReferenceStays() throws {
        let mask = try mask("table: '${env:LONGER}', other: '${env:NAME}'", Self.environment)
        #expect(mask.masked("hunter2345 LONGER") == "${env:LONGER} ${env:NAME}")
    }

    @Test func aRecipeWithoutVariablesChangesNothing() throws {
        #expect(try mask("table: hunter2", Self.environment).masked("hunter2") == "hunter2")
    }
}
