import GANCore

/// A way to solve an error of a run. A program may describe it in its own terms; a command line names its options.
public enum RunFix: Hashable, Sendable, CustomStringConvertible {
    /// Continue the run that lies in the folder.
    case resume
    case anotherFolder
    /// Start the sweep in another folder.
    case otherSweepFolder
    /// Start a new run elsewhere.
    case newRun
    /// Start a new run elsewhere that loads the weights of this one.
    case transfer
    /// Measure against other images.
    case otherReference
    /// Name another feature extractor.
    case otherFeatures
    /// Name the new place of a file or folder of the run's recipe; the value is the key.
    case movedPath(String)
    /// Use the discriminator's logits as they are.
    case noCalibration
    /// Compute the scores of a run first.
    case evaluate(folder: String)
    /// Load plugins: those of the run's training; empty: the plugin that registers what is missing.
    case loadPlugins([String])
    /// Put back files of plugins that changed since the run's training.
    case restorePlugins([String])
    /// Continue a run although its plugins changed.
    case acceptChangedPlugins
    /// Import or export only these networks; empty: all that there are.
    case networks([ForeignNetwork.Role])
    /// Change a value of an import's recipe.
    case importedValue
    /// Export with the names of one of these programs, or with those of the first program that has any.
    case exportNames([String])
    /// Name the folder of the Python package torch.
    case torchFolder
    /// Compute on the processor.
    case processor
    /// Words that hold for every program.
    case other(String)

    /// The first plugins, shortened: run.json may come from a stranger.
    package static func shown(_ plugins: [String]) -> [String] {
        plugins.prefix(8).map { $0.shortened(to: 200).onOneLine } + (plugins.count > 8 ? ["…"] : [])
    }

    /// The description for users of the library.
    public var description: String {
        switch self {
        case .resume: "open the run in it to continue it"
        case .anotherFolder, .otherSweepFolder: "choose another folder"
        case .newRun: "start a new run in another folder"
        case .transfer: "start a new run in another folder; transfer.from loads the weights"
        case .otherReference: "give other images as the reference"
        case .otherFeatures: "name a feature extractor"
        case .movedPath(let key): "if it was moved, open the run with the override \(key)=PATH"
        case .noCalibration: "do not calibrate the discriminator"
        case .evaluate: "evaluate the run first"
        case .loadPlugins([]): "if a plugin has it, load that plugin"
        case .loadPlugins(let files): "load the plugins of its training: " + Self.shown(files).joined(separator: ", ")
        case .restorePlugins(let files):
            "put back " + Self.shown(files).joined(separator: ", ") + " as it was in the training"
        case .acceptChangedPlugins: "accept the changed plugins"
        case .networks([]): "choose another network or all networks"
        case .networks(let roles): "choose only " + roles.map(\.rawValue).joined(separator: " and ")
        case .importedValue: "change the value in `ImportOptions.changes`"
        case .torchFolder: "name the folder of an installed Python package torch"
        case .processor: "compute on the processor"
        case .exportNames([]): "set no names"
        case .exportNames(let names): "set no names, or \(names.joined(separator: " or "))"
        case .other(let text): text
        }
    }
}

extension [RunFix] {
    /// The last line of a message; empty if nothing is known that helps.
    package func line(_ words: (RunFix) -> String = \.description) -> String {
        isEmpty ? "" : "\n  fix: " + map(words).joined(separator: ", or ")
    }
}
