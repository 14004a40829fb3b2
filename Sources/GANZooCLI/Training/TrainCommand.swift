import ArgumentParser
import CGANSupport
import Foundation
import GANCore
import GANRecipe
import GANRun
import GANTrain

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Trains what a recipe composes.",
        discussion: """
            The run's folder gets the recipe, lines of metrics (metrics.jsonl, and the same for TensorBoard), sheets of samples \
            and checkpoints. Ctrl-C or SIGTERM writes a checkpoint and ends with 130; the same command with --resume auto goes \
            on from there, to the same bytes.
            """)
    @OptionGroup var arguments: RecipeArguments
    @Option(
        name: .customLong("run"), help: "The run's folder; runs/<recipe>-<time> when absent.", completion: .directory)
    var folder: String?
    @Option(help: "auto: go on from the newest whole checkpoint of the run's folder, or begin where there is none.")
    var resume: ResumeChoice?
    @Flag(help: "One JSON object a line on standard output, for programs.") var json = false

    enum ResumeChoice: String, ExpressibleByArgument { case auto }

    func validate() throws {
        guard resume == nil || folder != nil else {
            throw ValidationError("--resume needs --run: the folder of the run to go on with")
        }
    }

    func run() throws {
        let recipe = try arguments.checked()
        let path = folder ?? Self.defaultFolder(arguments.recipe)
        let progress = progress(json: json, recipe.checked.section(TrainSettings.self))
        let session = try TrainingSession(
            recipe, in: path, resumes: resume != nil, plugins: arguments.plugins.paths
        ) { _ in progress }
        let ending: RunEnding
        do {
            ending = try session.train(
                until: { Signal.caught != nil },
                breaksStep: { Signal.caught.map { $0.secondsAgo > Self.patience } ?? false },
                begins: { ganzoo_catch_signals() })
        } catch {
            progress.close()
            if let error = error as? RunError { throw CommandFailure(error) }
            throw error as? CommandFailure ?? CommandFailure.failed("\(error)" + goOn(session.folder))
        }
        progress.close()
        guard ending == .interrupted else {
            return progress.note("finished: \(session.newestSheet ?? path)")
        }
        throw CommandFailure(
            description: "ganzoo: interrupted after step \(session.step ?? 0); a checkpoint is written"
                + goOn(session.folder) + picturesOf(session.folder),
            exitCode: 130)
    }

    /// Seconds after a signal in which a step may come to its end.
    private static let patience = 3.0

    /// An interrupted run draws no sheet of its checkpoint.
    private func picturesOf(_ folder: RunFolder) -> String {
        let plugins = arguments.plugins.paths.flatMap { ["--plugin", $0] }
        return "\n  pictures of it: " + shellCommand(["ganzoo", "generate", "--run", folder.path] + plugins)
    }

    private func goOn(_ folder: RunFolder) -> String {
        guard folder.checkpoints.newest().checkpoint != nil else { return "" }
        let words =
            ["ganzoo", "train", arguments.recipe] + arguments.overrides
            + arguments.plugins.paths.flatMap {
                ["--plugin", $0]
            }
        let command = shellCommand(words + ["--run", folder.path, "--resume", "auto"])
        return "\n  go on with: \(command)"
    }

    /// `runs/noisy_twins-20261125-213000`, in local time.
    private static func defaultFolder(_ recipe: String) -> String {
        let name = URL(fileURLWithPath: recipe).deletingPathExtension().lastPathComponent
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.dateFormat = "yyyyMMdd-HHmmss"
        return "runs/\(name)-\(format.string(from: Date()))"
    }
}

/// The signal that asks for an end.
private enum Signal {
    static var caught: (number: Int32, secondsAgo: Double)? {
        var seconds = 0.0
        let number = unsafe ganzoo_caught_signal(&seconds)
        return number == 0 ? nil : (number, seconds)
    }
}
