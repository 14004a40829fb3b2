import ArgumentParser
import Foundation
import GANCore
import GANModule
import GANRecipe
import GANTrain

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Trains what a recipe composes.",
        discussion: "The run's folder gets the resolved recipe at the start and the weights at the end.")
    @OptionGroup var arguments: RecipeArguments
    @Option(
        name: .customLong("run"), help: "The run's folder; runs/<recipe>-<time> when absent.", completion: .directory)
    var folder: String?

    func run() throws {
        let (recipe, composition) = try arguments.composed()
        let folder = try RunFolder(folder ?? RunFolder.defaultPath(recipe: arguments.recipe))
        try folder.write(RecipeWriter().text(recipe.resolved), as: "resolved.yaml")
        printLine(CompositionSummary(recipe, composition).text)
        let trainer = Trainer(composition)
        var progress = ProgressLines(steps: trainer.settings.steps, batch: trainer.settings.batch)
        do {
            while trainer.step < trainer.settings.steps {
                let figures = try trainer.advance()
                if let line = progress.line(after: trainer.step, figures) { printLine(line) }
            }
        } catch {
            throw CommandFailure.failed("\(error)")
        }
        try folder.writeWeights(composition)
        print("weights: \(folder.path)/weights.safetensors")
    }
}
