import ArgumentParser
import CGANSupport
import Foundation
import GANCore
import GANModule
import GANParallel
import GANPictures
import GANRecipe
import GANRun
import GANTrain

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Trains the networks of a recipe.",
        discussion: """
            The run folder gets the recipe, metrics (metrics.jsonl, and TensorBoard files), sample sheets and checkpoints. Ctrl-C \
            or SIGTERM writes a checkpoint and ends with exit code 130. The same command with --resume auto continues from there; a \
            resumed run is bit-identical to an uninterrupted one.
            """)
    @OptionGroup var arguments: RecipeArguments
    @OptionGroup var device: DeviceOptions
    @Option(
        name: .customLong("run"), help: "The run folder (default: runs/<recipe>-<time>).", completion: .directory)
    var folder: String?
    @Option(
        help: "auto: continue from the newest valid checkpoint of the run folder; start a new run if there is none.")
    var resume: ResumeChoice?
    @Flag(
        name: .customLong("allow-changed-plugins"),
        help:
            "Continue although a plugin changed since the run was started. The weights are then no longer those of an uninterrupted run."
    )
    var allowsChangedPlugins = false
    @OptionGroup var parallel: ParallelOptions
    @Flag(help: "Print one JSON object per line to standard output, for programs.") var json = false
    @Flag(
        help: ArgumentHelp(
            "Show each new sheet in the terminal, if it shows pictures.",
            discussion: "The terminal is asked: pictures of kitty and iTerm2, and sixels are known."))
    var sheet = false

    enum ResumeChoice: String, ExpressibleByArgument { case auto }

    func validate() throws {
        guard resume == nil || folder != nil else {
            throw ValidationError("--resume needs --run: the folder of the run to continue")
        }
        guard !allowsChangedPlugins || resume != nil else {
            throw ValidationError("--allow-changed-plugins applies to a run that is continued with --resume auto")
        }
        if sheet, json {
            throw ValidationError("--sheet draws on a terminal, and --json is for programs; omit one of them")
        }
    }

    /// How sheets are shown. Says why not, if they were asked for.
    private func pictures() -> TerminalPictures? {
        guard sheet else { return nil }
        let pictures = TerminalPictures.asking()
        if pictures == nil {
            let isTerminal = isatty(STDOUT_FILENO) == 1
            printLine(
                "note: sheets are not shown: \(isTerminal ? "this terminal shows no pictures" : "the output is no terminal")"
            )
        }
        return pictures
    }

    func run() throws {
        let ranks = try parallel.ranks.start()
        try ranks.ending { try run(with: ranks.collective) }
    }

    private func run(with ranks: any Collective) throws {
        let recipe = try ranks.agreeing {
            try device.use()
            return try arguments.checked()
        }
        let ranks = try StartedRanks.joinGPUs(ranks)
        if ranks.rank > 0 { return try participate(recipe, ranks) }
        let path = folder ?? Self.defaultFolder(arguments.recipe)
        var mask = VariableMask(environment: ProcessInfo.processInfo.environment)
        mask.add(recipe.checked)
        let progress = progress(json: json, recipe.checked.section(TrainSettings.self), mask, pictures: pictures())
        let plugins = LoadedPlugins(try arguments.plugins.files(), mayHaveChanged: allowsChangedPlugins)
        let session = try TrainingSession(
            recipe, in: path, resumes: resume != nil, plugins: plugins, with: ranks,
            allowsMixedProcessors: parallel.allowsMixedProcessors
        ) { _ in progress }
        let ending: RunEnding
        do {
            ending = try session.train(
                until: { Signal.caught != nil }, breaksStep: { Signal.isOld }, begins: { ganzoo_catch_signals() })
        } catch {
            progress.close()
            if error is MPIError { throw error }
            if let error = error as? RunError { throw CommandFailure(error) }
            let advice = error.recursWhenResumed ? "" : goOn(session.folder)
            throw error as? CommandFailure ?? CommandFailure.failed(error.words + advice)
        }
        progress.close()
        guard ending == .interrupted else {
            return progress.note("finished: \(session.newestSheet ?? path)")
        }
        throw CommandFailure(
            description: "ganzoo: interrupted after step \(session.step ?? 0); a checkpoint was written"
                + goOn(session.folder) + picturesOf(session.folder),
            exitCode: 130)
    }

    /// Trains with process 0, which says and writes everything.
    private func participate(_ recipe: Recipe, _ ranks: any Collective) throws {
        let ending = try ParticipatingSession(
            recipe, with: ranks, allowsMixedProcessors: parallel.allowsMixedProcessors
        ).train(
            until: { Signal.caught != nil }, breaksStep: { Signal.isOld }, begins: { ganzoo_catch_signals() })
        if ending == .interrupted { throw ExitCode(130) }
    }

    /// An interrupted run draws no sheet of its last checkpoint, so the message shows how to.
    private func picturesOf(_ folder: RunFolder) -> String {
        let plugins = arguments.plugins.paths.flatMap { ["--plugin", $0] }
        return "\n  show its images with: " + shellCommand(["ganzoo", "generate", "--run", folder.path] + plugins)
    }

    private func goOn(_ folder: RunFolder) -> String {
        guard folder.checkpoints.newest().checkpoint != nil else { return "" }
        let words =
            ["ganzoo", "train", arguments.recipe] + arguments.overrides
            + arguments.plugins.paths.flatMap {
                ["--plugin", $0]
            }
        let command = shellCommand(words + ["--run", folder.path, "--resume", "auto"])
        return "\n  continue with: \(command)"
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

/// The signal that asked to stop.
private enum Signal {
    /// Seconds after a signal that a step has to finish.
    private static let patience = 3.0

    /// Whether a step should be abandoned.
    static var isOld: Bool { caught.map { $0.secondsAgo > patience } ?? false }

    static var caught: (number: Int32, secondsAgo: Double)? {
        var seconds = 0.0
        let number = unsafe ganzoo_caught_signal(&seconds)
        return number == 0 ? nil : (number, seconds)
    }
}
