import ArgumentParser
import GANRun

/// A run, a checkpoint of it, and plugins.
struct CheckpointOptions: ParsableArguments {
    @OptionGroup var plugins: PluginOptions
    @OptionGroup var device: DeviceOptions
    @Option(name: .customLong("run"), help: "The run's folder.", completion: .directory) var folder: String
    @Option(
        help: "The checkpoint: `newest`, `best` (by the first metric of the run) or a step (default: newest).",
        transform: CheckpointSelection.option)
    var checkpoint = CheckpointSelection.newest

    /// - Parameter moved: new paths of what the run's recipe names.
    /// - Throws: `CommandFailure`.
    func trained(moved: [String] = []) throws -> TrainedGenerator {
        try device.use()
        try plugins.load()
        return try TrainedGenerator(folder, checkpoint, moved: moved)
    }
}

/// A run, a checkpoint of it, plugins, and new paths of what the run's recipe names.
struct RunOptions: ParsableArguments {
    @OptionGroup private var own: CheckpointOptions
    @Argument(
        help: "New paths of what the run's recipe names and was moved since the training, such as data.path=PATH.")
    var moved: [String] = []

    var plugins: PluginOptions { own.plugins }
    var folder: String { own.folder }
    var checkpoint: CheckpointSelection { own.checkpoint }

    func validate() throws { try Self.check(moved) }

    /// - Throws: `ValidationError` if a word is not an override.
    static func check(_ moved: [String]) throws {
        guard let word = moved.first(where: { !$0.contains("=") }) else { return }
        throw ValidationError(
            "`\(word)` has no effect: besides options, a run takes only new paths of what was moved, such as data.path=PATH"
        )
    }

    /// - Throws: `CommandFailure`.
    func trained() throws -> TrainedGenerator { try own.trained(moved: moved) }
}
