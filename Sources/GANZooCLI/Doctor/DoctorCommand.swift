import ArgumentParser
import Foundation
import GANCore
import GANRun

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "What is installed here, and whether it works.",
        discussion: "Ends with 1 when a test of its own fails.")
    @OptionGroup var plugins: PluginOptions

    func run() throws {
        printLine(SystemReport.lines.joined(separator: "\n"))
        try plugins.load()
        printLine(componentLine)
        printLine(recipeLine)
        let results = SelfTest.all.map { ($0.name, $0.run()) }
        for (name, problem) in results { printLine("\(name.padding(to: 22))\(problem ?? "ok")") }
        let failed = results.filter { $0.1 != nil }
        guard failed.isEmpty else {
            throw CommandFailure.failed(
                "\(failed.count) of \(counted(results.count, "test")) failed: this build computes wrong numbers; do not train with it"
            )
        }
    }

    private var componentLine: String {
        let counts = ComponentRole.allCases.map { counted(ComponentCatalog.linked.entries($0).count, $0.rawValue) }
        return "components".padding(to: 22) + counts.joined(separator: ", ")
    }

    private var recipeLine: String {
        let library = RecipeLibrary()
        let place = library.folder.map { "\(library.names.count) in \($0.path)" }
        return "recipes".padding(to: 22) + (place ?? "no folder found; set GANZOO_RECIPES to it")
    }
}
