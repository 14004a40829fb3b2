import ArgumentParser
import Foundation
import GANCore
import GANRecipe

struct RecipeCopyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy", abstract: "Copies a recipe, to start from.",
        discussion:
            "A recipe that extends another becomes one file that stands alone; the copy says where each value came from."
    )
    @Argument(
        help: "A recipe's file, or the name of one that `ganzoo recipe list` shows.", completion: .recipe)
    var recipe: String
    @Argument(help: "Where to; a name in the current folder when absent.", completion: .file()) var destination: String?

    func run() throws {
        let source = try RecipeLibrary().file(for: recipe)
        let target = destination ?? URL(fileURLWithPath: source).lastPathComponent
        guard !FileManager.default.fileExists(atPath: target) else {
            throw CommandFailure.failed("\(target) exists already; name another file")
        }
        do { try TextFile.write(try RecipeLoader.standaloneText(ofFile: source), to: target) } catch let error
            as RecipeErrors
        {
            throw CommandFailure.wrong(error.description)
        }
        printLine("\(target)\n  check it with: \(shellCommand(["ganzoo", "recipe", "check", target]))")
    }
}
