import Foundation
import GANCore
import GANRecipe
import GANTrain

/// The generator of a run, as a checkpoint has it. The data need not be there any more.
package struct TrainedGenerator {
    package let generator: any Generator
    package let facts: DatasetInfo
    /// Every label that a sheet may have a row of.
    package let labels: LabelChoice
    /// Of the run and the checkpoint, for titles: `fashion_lt · 60 kimg`.
    package let title: String
    /// Lines to print.
    package let notes: [String]
    package let capabilities: GeneratorCapabilities
    /// Of the checkpoint.
    package let step: Int
    /// The number of the arithmetic that it was trained with; nil for weights that another program trained.
    package let arithmetic: Int?
    /// Where that is another than this program's.
    package let arithmeticWarning: String?
    /// Of the data that it was trained on; nil where the checkpoint does not say it.
    package let dataFingerprint: String?

    /// - Throws: `RunError`.
    package init(_ folder: String, _ choice: CheckpointSelection) throws {
        let run = try RunNetworks(folder)
        let recipe = try run.recipe()
        let (checkpoint, notes) = try choice.checkpoint(in: run.contents.checkpoints)
        facts = run.manifest.data.facts
        labels = LabelChoice(run.manifest.data)
        let (generator, isAverage) = try run.generator(of: recipe, checkpoint.weights)
        self.generator = generator
        capabilities = GeneratorCapabilities(generator, name: recipe.components[.generator]?.name ?? "")
        let own = "the run keeps no average of its generator: these are pictures of the generator as it trains"
        let perStep = recipe.sections.lazy.compactMap { $0.settings as? TrainSettings }.first?.imagesPerStep ?? 0
        let kimg = plainNumber(Double(checkpoint.step) * Double(perStep) / 1000)
        title = "\(URL(fileURLWithPath: folder).lastPathComponent) · \(kimg) kimg"
        (step, arithmetic, arithmeticWarning) = (checkpoint.step, checkpoint.arithmetic, checkpoint.arithmeticWarning)
        dataFingerprint = checkpoint.identity["data"]
        self.notes =
            notes + ["generator: \(checkpoint.path), \(kimg) kimg"] + (isAverage ? [] : [own])
            + [arithmeticWarning].compactMap { $0.map { "warning: \($0)" } }
    }
}
