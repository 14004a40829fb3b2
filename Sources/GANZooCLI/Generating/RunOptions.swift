import ArgumentParser
import GANRun

/// Options that name a checkpoint of a run. Two groups have them, since a group in a group costs much time in debug builds, where
/// ArgumentParser checks it again for each one around it.
protocol CheckpointSource {
    var plugins: PluginOptions { get }
    var device: DeviceOptions { get }
    var folder: String { get }
    var checkpoint: CheckpointSelection { get }
}

extension CheckpointSource {
    /// - Parameter moved: new paths of what the run's recipe names.
    /// - Throws: `CommandFailure`.
    func trained(moved: [String]) throws -> TrainedGenerator {
        try device.use()
        try plugins.load()
        return try TrainedGenerator(folder, checkpoint, moved: moved)
    }
}

/// Help of the options that both groups have.
private enum CheckpointHelp {
    static let folder = "The run's folder."
    static let checkpoint =
        "The checkpoint: `newest`, `best` (by the first metric of the run) or a step (default: newest)."
}

/// A run, a checkpoint of it, and plugins.
struct CheckpointOptions: ParsableArguments, CheckpointSource {
    @OptionGroup var plugins: PluginOptions
    @OptionGroup var device: DeviceOptions
    @Option(name: .customLong("run"), help: ArgumentHelp(CheckpointHelp.folder), completion: .directory)
    var folder: String
    @Option(help: ArgumentHelp(CheckpointHelp.checkpoint), transform: CheckpointSelection.option)
    var checkpoint = CheckpointSelection.newest
}

/// A run, a checkpoint of it, plugins, and new paths of what the run's recipe names.
struct RunOptions: ParsableArguments, CheckpointSource {
    @OptionGroup var plugins: PluginOptions
    @OptionGroup var device: DeviceOptions
    @Option(name: .customLong("run"), help: ArgumentHelp(CheckpointHelp.folder), completion: .directory)
    var folder: String
    @Option(help: ArgumentHelp(CheckpointHelp.checkpoint), transform: CheckpointSelection.option)
    var checkpoint = CheckpointSelection.newest
    @Argument(
        help: "New paths of what the run's recipe names and was moved since the training, such as data.path=PATH.")
    var moved: [String] = []

    func validate() throws { try Self.check(moved) }

    /// - Throws: `ValidationError` if a word is not an override.
    static func check(_ moved: [String]) throws {
        guard let word = moved.first(where: { !$0.contains("=") }) else { return }
        throw ValidationError(
            "`\(word)` has no effect: besides options, a run takes only new paths of what was moved, such as data.path=PATH"
        )
    }

    /// - Throws: `CommandFailure`.
    func trained() throws -> TrainedGenerator { try trained(moved: moved) }
}
