import ArgumentParser
import CGANSupport
import Foundation
import GANCore
import GANRecipe
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
        let run: RunFolder
        do { run = try RunFolder(path) } catch { throw CommandFailure.failed(error.description) }
        let resumption = try Resumption(recipe, run, resumes: resume != nil)
        let progress = progress(json: json, recipe.section(TrainSettings.self))
        for line in resumption.notes { progress.note(line) }
        do {
            let composition = try arguments.compose(recipe, classOrder: resumption.classOrder) {
                progress.preparing($0)
            }
            progress.begin(CompositionSummary(recipe, composition).text)
            for line in composition.batchWarnings { progress.note(line) }
            if resumption.checkpoint == nil { try takeOverWeights(recipe, composition, progress) }
            try train(composition, recipe, run, resumption, progress)
        } catch {
            progress.close()
            run.leaveIfUnused()
            throw error as? CommandFailure ?? CommandFailure.failed("\(error)" + goOn(run))
        }
    }

    private func train(
        _ composition: Composition, _ recipe: CheckedRecipe, _ folder: RunFolder, _ resumption: Resumption,
        _ progress: any Progress
    ) throws {
        let evaluator = try RunEvaluator(recipe, composition, folder, progress)
        try prepare(composition.data, progress)
        let trainer = Trainer(composition)
        let identity = try resumption.identity(of: composition)
        let run = try TrainingRun(
            trainer, in: folder, from: resumption.checkpoint, identity: identity,
            evaluators: evaluator.map { [$0] } ?? [], progress)
        try RunDescription(arguments, recipe, identity).write(to: folder, run)
        progress.resumed(at: trainer.step)
        if let checkpoint = resumption.checkpoint, checkpoint.step >= trainer.settings.steps {
            let steps = "\(checkpoint.step) of \(counted(trainer.settings.steps, "step"))"
            progress.note("the run is as long as train.kimg asks for already: \(steps)")
        }
        ganzoo_catch_signals()
        trainer.isInterrupted = { Signal.caught.map { $0.secondsAgo > Self.patience } ?? false }
        let ending = try run.run(until: { Signal.caught != nil })
        progress.close()
        guard ending == .interrupted else {
            return progress.note("finished: \(run.newestSheet ?? folder.path)")
        }
        throw CommandFailure(
            description: "ganzoo: interrupted after step \(trainer.step); a checkpoint is written" + goOn(folder)
                + picturesOf(folder),
            exitCode: 130)
    }

    /// A run that goes on has its weights from its own checkpoint.
    private func takeOverWeights(
        _ recipe: CheckedRecipe, _ composition: Composition, _ progress: any Progress
    ) throws {
        for line in try recipe.takeOverWeights(in: composition) { progress.note(line) }
    }

    /// Finds what cannot be read before hours have passed.
    private func prepare(_ data: any Dataset, _ progress: any Progress) throws {
        guard let source = (data as? any StreamedDataset)?.source else { return }
        try source.prepare { progress.preparing($0) }
        for line in DataWarnings(data).lines { progress.note(line) }
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
