import Foundation
import GANCore
import GANRecipe
import Testing

/// Every bad recipe of the folder `Bad` against its message, which stands beside it: `tab.yaml` and `tab.txt`.
@Suite struct BadRecipeTests {
    @Test(arguments: Bad.cases) func saysWhatIsWrong(_ name: String) throws {
        let expected = try String(contentsOf: Bad.folder.appendingPathComponent("\(name).txt"), encoding: .utf8)
        #expect(Bad.message(of: "\(name).yaml") + "\n" == expected)
    }

    /// The recipe that most of them change is right itself.
    @Test func theirParentIsRight() {
        #expect(Bad.message(of: "base.yaml").isEmpty)
    }

    @Test(arguments: OverrideCase.all) func saysWhatIsWrongWithAnOverride(_ test: OverrideCase) {
        #expect(Bad.message(of: "base.yaml", test.overrides) == test.expected)
    }

    @Test func thereAreManyOfThem() {
        #expect(Bad.cases.count + OverrideCase.all.count >= 40)
    }
}

/// The folder of bad recipes.
enum Bad {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Bad")

    /// Those with a message beside them; the others are parents.
    static let cases: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".txt") && $0 != "structural.txt" }.map { String($0.dropLast(4)) }.sorted()
    }()

    /// What checking and composing says, with the folder's path taken out; empty when nothing is wrong.
    static func message(of file: String, _ overrides: [String] = []) -> String {
        do throws(RecipeErrors) {
            let path = folder.appendingPathComponent(file).path
            _ = try Composer.compose(try RecipeLoader.fixed.check(path: path, overrides: overrides))
            return ""
        } catch {
            return error.description.replacingOccurrences(of: folder.path + "/", with: "")
        }
    }
}
