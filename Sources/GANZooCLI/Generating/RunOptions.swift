import ArgumentParser
import GANRun

/// A run, a checkpoint of it, and plugins.
struct RunOptions: ParsableArguments {
    @OptionGroup var plugins: PluginOptions
    @OptionGroup var device: DeviceOptions
    @Option(name: .customLong("run"), help: "The run's folder.", completion: .directory) var folder: String
    @Option(
        help: "The checkpoint: `newest`, `best` (by the first metric of the run) or a step (default: newest).",
        transform: CheckpointSelection.option)
    var checkpoint = CheckpointSelection.newest

    /// - Throws: `CommandFailure`.
    func trained() throws -> TrainedGenerator {
        try device.use()
        try plugins.load()
        return try TrainedGenerator(folder, checkpoint)
    }
}
