import GANCore
import GANModule
import GANRecipe
import GANTrain
import GANTransfer

/// The run that another begins from.
enum SourceRun {
    /// Its networks as its recipe makes them, with these weights. The data need not be there any more.
    static func networks(_ folder: String, _ weights: SafetensorsFile) throws -> SourceNetworks {
        let run = try RunFile(folder)
        let (recipe, facts) = (try run.recipe(), run.data.facts)
        let (generator, discriminator): (any Generator, any Discriminator)
        do throws(RecipeErrors) {
            generator = try Composer.generator(of: recipe, facts)
            discriminator = try Composer.discriminator(of: recipe, facts)
        } catch { throw CommandFailure.wrong(error.description) }
        let average = "\(Trainer.averagePath)."
        let hasAverage = weights.entries.contains { $0.name.hasPrefix(average) }
        try generator.loadState(from: weights, prefix: hasAverage ? average : "generator.")
        try discriminator.loadState(from: weights, prefix: "discriminator.")
        return SourceNetworks(generator: generator, discriminator: discriminator, facts: facts)
    }
}
