import Foundation
import GANCore
import GANRun

/// The report of `doctor`.
struct DoctorReport: Report {
    static let command = "doctor"
    static let format = 1

    struct Components: Encodable {
        let role: String
        let count: Int
    }

    struct Recipes: Encodable {
        /// Nil if none was found.
        let folder: String?
        let count: Int
        /// Why a folder that was found is not used, and what to do; nil if that is not why there is none.
        let problem: String?
    }

    struct Test: Encodable {
        let name: String
        let passed: Bool
        let problem: String?
    }

    let system: SystemReport
    let components: [Components]
    let recipes: Recipes
    private(set) var tests: [Test] = []

    init() {
        system = SystemReport()
        components = ComponentRole.allCases.map {
            Components(role: $0.rawValue, count: ComponentCatalog.linked.entries($0).count)
        }
        let library = RecipeLibrary()
        recipes = Recipes(
            folder: library.folder?.path, count: library.names.count,
            problem: library.refusal.map { "\($0.text); \($0.fix)" })
    }

    mutating func add(_ test: SelfTest, problem: String?) {
        tests.append(Test(name: test.name, passed: problem == nil, problem: problem))
    }

    /// The lines of the report, without the tests.
    var lines: [String] {
        let counts = components.map { counted($0.count, $0.role) }
        let place = recipes.folder.map { "\(recipes.count) in \($0)" }
        return system.lines + [
            "components".padding(to: 28) + counts.joined(separator: ", "),
            "recipes".padding(to: 28)
                + (place ?? recipes.problem ?? "the recipe folder was not found; set GANZOO_RECIPES to it"),
        ]
    }
}

extension DoctorReport.Test {
    var line: String { "\(name.padding(to: 28))\(problem ?? "ok")" }
}
