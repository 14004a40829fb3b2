import GANCore
import GANRecipe
import GANTrain

/// The generator of a checkpoint. The data set is not needed.
package struct TrainedGenerator {
    package let generator: any Generator
    package let info: DatasetInfo
    /// All labels that a sheet can have rows for.
    package let labels: LabelChoice
    /// Run and checkpoint, for titles: `fashion_lt · 60 kimg`.
    package let title: String
    /// Lines to print.
    package let notes: [String]
    package let capabilities: GeneratorCapabilities
    /// The checkpoint's step.
    package let step: Int
    /// The arithmetic number of the training; nil for imported weights.
    package let arithmetic: Int?
    /// A warning if that number differs from this program's; else nil.
    package let arithmeticWarning: String?
    /// The fingerprint of the training data; nil if the checkpoint does not contain it.
    package let dataFingerprint: String?
    /// The run's recipe.
    package let recipe: RunRecipe
    private let makeDiscriminator: () throws -> any Discriminator

    /// - Parameter moved: new paths of what the run's recipe names, such as `data.path=/new/photos`.
    /// - Throws: `RunError`.
    package init(_ folder: String, _ choice: CheckpointSelection, moved: [String] = []) throws {
        let run = try RunNetworks(folder, moved: moved)
        self.recipe = run.recipeFile
        let recipe = try run.recipe()
        let generator = try run.generator(of: recipe)
        let (checkpoint, notes) = try choice.checkpoint(in: run.contents.checkpoints) {
            try RunNetworks.check($0, fit: generator)
        }
        info = run.manifest.data.info
        labels = LabelChoice(run.manifest.data)
        let isAverage = try RunNetworks.load(checkpoint.weights, into: generator)
        self.generator = generator
        capabilities = GeneratorCapabilities(generator, name: recipe.components[.generator]?.name ?? "")
        let own = "the run has no moving average of the generator, so images are made with its current weights"
        title = recipe.title(ofRun: folder, step: checkpoint.step)
        (step, arithmetic, arithmeticWarning) = (checkpoint.step, checkpoint.arithmetic, checkpoint.arithmeticWarning)
        dataFingerprint = checkpoint.identity["data"]
        makeDiscriminator = { try run.discriminator(of: recipe, checkpoint.weights) }
        self.notes =
            notes + ["generator: \(checkpoint.path), \(recipe.place(ofStep: checkpoint.step))"]
            + (isAverage ? [] : [own])
            + run.pluginWarnings + [arithmeticWarning].compactMap { $0.map { "warning: \($0)" } }
    }

    /// The discriminator of the checkpoint.
    /// - Throws: `RunError` if the run has none.
    package func discriminator() throws -> any Discriminator { try makeDiscriminator() }

    /// The test part of the run's data.
    /// - Throws: `RunError` if there is none, or it cannot be read.
    package func heldOutImages() throws -> HeldOutImages { try HeldOutImages(of: recipe, info) }
}
