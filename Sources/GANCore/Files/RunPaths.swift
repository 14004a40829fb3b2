/// Where everything of a run lies in its folder. Every file name of a run folder stands here and nowhere else.
///
/// It touches no file: `RunContents` refuses links and makes folders, and `RunLock` keeps other processes away.
package struct RunPaths: Hashable, Sendable {
    package enum Subfolder: String, CaseIterable, Sendable {
        case checkpoints, samples, generated, evaluation
        /// Source code from an imported checkpoint.
        case source
    }

    /// Files of a checkpoint's folder.
    package enum CheckpointFile: String, CaseIterable, Sendable {
        case weights = "weights.safetensors"
        /// Further training state: moments of optimizers.
        case trainer = "trainer.safetensors"
        case state = "state.json"
    }

    package static let lockName = ".lock"
    /// The recipe as it was given, with its overrides.
    package static let recipeName = "recipe.yaml"
    /// The recipe with every default and absolute paths.
    package static let resolvedRecipeName = "resolved.yaml"
    package static let manifestName = "run.json"
    package static let metricsName = "metrics.jsonl"
    package static let timesName = "times.jsonl"
    package static let diversityPlotName = "spread.png"
    /// For TensorBoard, which takes any name with `tfevents`. The name holds no time and no host, so that equal runs have equal checkpoints.
    package static let eventsName = "events.out.tfevents.ganzoo"

    /// The run's folder.
    package let folder: String

    package init(_ folder: String) { self.folder = folder }

    package var lock: String { path(of: Self.lockName) }
    package var recipe: String { path(of: Self.recipeName) }
    package var resolvedRecipe: String { path(of: Self.resolvedRecipeName) }
    package var manifest: String { path(of: Self.manifestName) }
    package var metrics: String { path(of: Self.metricsName) }
    package var times: String { path(of: Self.timesName) }
    package var diversityPlot: String { path(of: Self.diversityPlotName) }

    /// A file of the folder itself, such as an event file that an earlier version named.
    package func path(of name: String) -> String { "\(folder)/\(name)" }

    package func path(of subfolder: Subfolder) -> String { path(of: subfolder.rawValue) }

    /// A sheet of images: `reals`, `fakes-000123`.
    package func sheet(_ name: String) -> String { "\(path(of: .samples))/\(name).png" }

    /// A file of a checkpoint, whose folder may lie anywhere.
    package static func path(of file: CheckpointFile, inCheckpoint folder: String) -> String {
        "\(folder)/\(file.rawValue)"
    }
}
