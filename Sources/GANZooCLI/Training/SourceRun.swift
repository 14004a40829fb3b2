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
        let generator = try run.generator(of: recipe, weights).generator
        let discriminator: any Discriminator
        do { discriminator = try Composer.discriminator(of: recipe, facts) } catch {
            throw CommandFailure.wrong(error.description)
        }
        try discriminator.loadState(from: weights, prefix: "discriminator.")
        return SourceNetworks(generator: generator, discriminator: discriminator, facts: facts)
    }
}
