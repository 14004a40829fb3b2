import GANCore
import GANRun
import GANTrain

/// An error that ends a command: the message for the user, and the exit code.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String
    let exitCode: Int32

    init(description: String, exitCode: Int32) { (self.description, self.exitCode) = (description, exitCode) }

    /// A failure of a file or a computation: exit code 1.
    static func failed(_ message: String) -> CommandFailure {
        CommandFailure(description: "ganzoo: \(message)", exitCode: 1)
    }

    /// Whether it is a message, with further lines that are indented. Problems of a recipe stand one below the other.
    var isMessage: Bool { description.hasPrefix("ganzoo: ") }

    /// The message without the program's name, for use within a line of output.
    var message: String {
        description.hasPrefix("ganzoo: ") ? String(description.dropFirst("ganzoo: ".count)) : description
    }

    /// A wrong recipe or wrong arguments: exit code 2.
    static func wrong(_ message: String) -> CommandFailure { CommandFailure(description: message, exitCode: 2) }

    /// The library's error, with the exit code of its kind.
    init(_ error: RunError) {
        let text = error.text(Self.words)
        switch error {
        case .recipe: self = .wrong(text)
        case .unfit: self = .wrong("ganzoo: \(text)")
        case .failed: self = .failed(text)
        }
    }

    /// The solution of a problem, with the options of the command line.
    static func words(_ fix: RunFix) -> String {
        switch fix {
        case .resume: "continue the run in it with --resume auto"
        case .anotherFolder: "choose another folder with --run"
        case .otherSweepFolder: "choose another folder with --out"
        case .newRun: "start a new run in another folder with --run"
        case .transfer: "start a new run in another folder with --run; transfer.from loads the weights"
        case .otherReference: "give other images with --reference"
        case .otherFeatures: "name another extractor with --features; fmnist sees gray only"
        case .movedPath(let key): "if it was moved, add \(key)=PATH to the command"
        case .noCalibration: "omit --held-out"
        case .evaluate(let folder): shellCommand(["ganzoo", "evaluate", "--run", folder])
        case .loadPlugins([]): "if a plugin has it, load that plugin with --plugin PATH or GANZOO_PLUGINS"
        case .loadPlugins(let files): "load the plugins of its training: " + options("--plugin", RunFix.shown(files))
        case .restorePlugins: fix.description
        case .acceptChangedPlugins: "continue with the changed code with --allow-changed-plugins"
        case .networks([]): "omit --network, or name another"
        case .networks(let roles): "use " + options("--network", roles.map(\.rawValue))
        case .importedValue: "change the value with --set KEY=VALUE"
        case .torchFolder: "name the folder of an installed Python package torch with --torch"
        case .processor: "compute with --device cpu"
        case .exportNames([]): "omit --names"
        case .exportNames(let names): "omit --names, or use \(names.joined(separator: " or "))"
        case .other(let text): text
        }
    }

    /// The option once for each value, for the shell; an ellipsis stays as it is.
    private static func options(_ name: String, _ values: [String]) -> String {
        values.map { $0 == "…" ? $0 : shellCommand([name, $0]) }.joined(separator: " ")
    }
}
