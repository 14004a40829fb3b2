import ArgumentParser
import GANRun

/// Which checkpoint of which run, and the plugins that its recipe names.
struct RunOptions: ParsableArguments {
    @OptionGroup var plugins: PluginOptions
    @Option(name: .customLong("run"), help: "The run's folder.", completion: .directory) var folder: String
    @Option(
        help: "Which checkpoint: `newest`, `best` (by the first score of the run) or a step (default: newest).",
        transform: CheckpointSelection.option)
    var checkpoint = CheckpointSelection.newest

    /// - Throws: `CommandFailure`.
    func trained() throws -> TrainedGenerator {
        try plugins.load()
        return try TrainedGenerator(folder, checkpoint)
    }
}
