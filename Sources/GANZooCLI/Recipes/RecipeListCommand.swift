import ArgumentParser
import GANCore
import GANRecipe
import GANRun

struct RecipeListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the recipes that come with GANZoo.")

    func run() throws {
        let library = RecipeLibrary()
        guard library.folder != nil else {
            throw CommandFailure.failed(
                "the recipe folder was not found"
                    + (library.refusal?.lines
                        ?? "\n  fix: run `make install`, or set GANZOO_HOME to a folder with `recipes` and `features`")
            )
        }
        let names = library.names
        let loader = RecipeLoader(.linked, library: .library)
        let width = names.widest
        for name in names {
            let summary = library.path(ofName: name).map(loader.summary(ofFile:)) ?? ""
            printLine(summary.isEmpty ? name : "\(name.padding(to: width))  \(summary.onOneLine)")
        }
    }
}
