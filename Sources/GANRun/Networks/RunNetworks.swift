import GANCore
import GANModule
import GANRecipe
import GANTrain
import GANTransfer

/// The networks of a run, built from its recipe. The data set is not needed.
package struct RunNetworks {
    package let manifest: RunManifest
    package let contents: RunContents

    /// The recipe, with new paths of what was moved.
    package let recipeFile: RunRecipe

    /// - Parameter moved: new paths of what the run's recipe names, such as `data.path=/new/photos`.
    /// - Throws: `RunError`.
    package init(_ folder: String, moved: [String] = []) throws {
        contents = try .checked(folder)
        manifest = try RunManifest(of: contents, folder: folder)
        recipeFile = try RunRecipe(folder, moved: moved)
    }

    /// Warnings about plugins that this process has loaded with another content than the training.
    var pluginWarnings: [String] {
        guard !manifest.pluginFiles.isEmpty else { return [] }
        return PluginChange.all(since: manifest, PluginFile.ofProcess).map {
            "warning: a plugin changed since the training, so the networks may compute something else: " + $0.text
        }
    }

    /// The run's recipe, resolved.
    /// - Throws: `RunError`.
    package func recipe() throws -> CheckedRecipe { try recipeFile.checked(plugins: manifest.plugins) }

    /// A generator of the run's recipe, without its weights.
    /// - Throws: `RunError`.
    package func generator(of recipe: CheckedRecipe) throws -> any Generator {
        do { return try Composer.generator(of: recipe, manifest.data.info) } catch { throw RunError(error) }
    }

    /// Loads the weights of a checkpoint into a generator: the averaged ones if the checkpoint has them.
    /// - Returns: whether they are averaged.
    /// - Throws: `RunError`.
    @discardableResult package static func load(
        _ weights: SafetensorsFile, into generator: any Generator
    ) throws -> Bool {
        let (prefix, isAverage) = prefix(in: weights)
        do { try generator.loadState(from: weights, prefix: prefix) } catch { throw RunError.failed(error.words) }
        return isAverage
    }

    /// Compares the names, types and shapes of a checkpoint with a generator, before a value is read.
    /// - Throws: `RunError`.
    package static func check(_ weights: SafetensorsFile, fit generator: any Generator) throws {
        do { try generator.checkState(of: weights, prefix: prefix(in: weights).prefix) } catch {
            throw RunError.failed("\(error)")
        }
    }

    private static func prefix(in weights: SafetensorsFile) -> (prefix: String, isAverage: Bool) {
        let average = "\(Trainer.averagePath)."
        let isAverage = weights.entries.contains { $0.name.hasPrefix(average) }
        return (isAverage ? average : "generator.", isAverage)
    }

    /// The discriminator of a checkpoint.
    /// - Throws: `RunError` if the weights have none.
    package func discriminator(of recipe: CheckedRecipe, _ weights: SafetensorsFile) throws -> any Discriminator {
        guard weights.entries.contains(where: { $0.name.hasPrefix("discriminator.") }) else {
            throw RunError.failed(
                "\(weights.path) has no discriminator\n  fix: use a run that was trained here, or import with the discriminator"
            )
        }
        let discriminator: any Discriminator
        do { discriminator = try Composer.discriminator(of: recipe, manifest.data.info) } catch {
            throw RunError(error)
        }
        do { try discriminator.loadState(from: weights, prefix: "discriminator.") } catch {
            throw RunError.failed("\(error)")
        }
        return discriminator
    }

    /// Both networks of a run that is the source of a transfer.
    /// - Parameter warn: gets warnings about its plugins.
    /// - Throws: `RunError`, and errors of loading weights.
    package static func source(
        _ folder: String, _ weights: SafetensorsFile, warn: (String) -> Void
    ) throws -> SourceNetworks {
        let run = try RunNetworks(folder)
        run.pluginWarnings.forEach(warn)
        let recipe = try run.recipe()
        let generator = try run.generator(of: recipe)
        try load(weights, into: generator)
        let discriminator = try run.discriminator(of: recipe, weights)
        return SourceNetworks(generator: generator, discriminator: discriminator, info: run.manifest.data.info)
    }
}

extension RunContents {
    /// - Throws: `RunError` if something in the folder is a symbolic link.
    package static func checked(_ folder: String) throws -> RunContents {
        do { return try RunContents(folder) } catch { throw RunError(error) }
    }
}
