import Foundation
import GANCore
import GANMetrics
import GANModule
import GANRecipe
import GANTensor
import GANTrain

/// Training in a folder. It does the parts of a run in the required order: checkpoint to resume, components, transferred weights,
/// evaluation, data, networks and optimizers, state of the checkpoint, manifest.
package final class TrainingSession {
    package let recipe: Recipe
    package let folder: RunFolder
    private let plugins: [PluginFile]
    private let resumption: Resumption
    private let ranks: any Collective
    private let allowsMixedProcessors: Bool
    private let listener: any TrainingListener
    private var trainer: Trainer?
    /// The newest sample sheet.
    package private(set) var newestSheet: String?

    /// Locks the folder.
    /// - Parameters:
    ///   - resumes: whether an existing run in the folder is resumed.
    ///   - plugins: those that the program has loaded.
    ///   - ranks: the processes that train together, of which this is the first. The others have a `ParticipatingSession`.
    ///   - allowsMixedProcessors: whether the others may compute on other processors; the same on all.
    /// - Throws: `RunError` if the folder cannot be locked, contains another run, or a plugin of the run changed.
    package init(
        _ recipe: Recipe, in path: String, resumes: Bool, plugins: LoadedPlugins = LoadedPlugins(),
        with ranks: any Collective = Alone(), allowsMixedProcessors: Bool = false,
        listener: (Recipe) -> any TrainingListener
    ) throws {
        (self.recipe, self.plugins, self.ranks) = (recipe, plugins.files, ranks)
        self.allowsMixedProcessors = allowsMixedProcessors
        (folder, resumption) = try ranks.agreeing {
            if let problem = OpenBLAS.problem { throw RunError.failed(problem) }
            let folder = try Self.locked(path)
            return (folder, try Resumption(recipe.checked, folder, resumes: resumes, plugins))
        }
        try RunStart.announce(resumption.checkpoint, resumption.classOrder, of: folder.path, to: ranks)
        self.listener = listener(recipe)
        for line in resumption.notes { self.listener.note(line) }
    }

    private static func locked(_ path: String) throws -> RunFolder {
        do { return try RunFolder(path) } catch { throw RunError(error) }
    }

    /// The current step; nil before training begins.
    package var step: Int? { trainer?.step }

    /// Trains to the end, or until `stop` returns true; then a checkpoint is written. A new folder is removed again if nothing was written
    /// to it.
    /// - Parameters:
    ///   - stop: called after each step.
    ///   - breaksStep: called within a step; true abandons the step, and a resumed run repeats it.
    ///   - begins: called after all preparation, before the first step.
    /// - Throws: `RunError`, and errors of steps and files.
    package func train(
        until stop: () -> Bool, breaksStep: @escaping () -> Bool = { false }, begins: () -> Void = {}
    ) throws -> RunEnding {
        do { return try run(until: stop, breaksStep, begins) } catch {
            folder.leaveIfUnused()
            throw error
        }
    }

    private func run(
        until stop: () -> Bool, _ breaksStep: @escaping () -> Bool, _ begins: () -> Void
    ) throws -> RunEnding {
        let composition = try ranks.agreeing { try compose() }
        let evaluator = try ranks.agreeing {
            let evaluator = try RunEvaluator(recipe.checked, composition, folder.paths, ranks, listener)
            try prepare(composition.data)
            return evaluator
        }
        let trainer = try ranks.agreeing { try Trainer(composition, with: ranks) }
        self.trainer = trainer
        let identity = try ranks.agreeing { try resumption.identity(of: composition) }
        try RunFacts(
            recipe, data: identity["data"], features: evaluator?.features, allowsMixedProcessors: allowsMixedProcessors
        ).compare(over: ranks)
        let run = try ranks.agreeing {
            let run = try TrainingRun(
                trainer, in: folder, from: resumption.checkpoint, identity: identity,
                evaluators: evaluator.map { [$0] } ?? [], test: testPart(of: composition.data.info), listener)
            try write(manifest(run, identity))
            return run
        }
        listener.resumed(at: trainer.step)
        noteIfOver(trainer)
        begins()
        trainer.isInterrupted = breaksStep
        let ending = try run.run(until: stop)
        newestSheet = run.newestSheet
        return ending
    }

    private func compose() throws -> Composition {
        let heartbeat = Heartbeat(ranks)
        let composition = try recipe.compose(classOrder: resumption.classOrder, training: true) { [listener] step in
            try heartbeat.beat()
            listener.preparing(step)
        }
        listener.begin(recipe, composition)
        for line in try composition.batchWarnings { listener.note(line) }
        if resumption.checkpoint == nil {
            // A resumed run takes its weights from its own checkpoint.
            for line in try recipe.checked.takeOverWeights(in: composition) { listener.note(line) }
        }
        return composition
    }

    /// Reads all data before training, so that unreadable files are found at once.
    private func prepare(_ data: any Dataset) throws {
        let heartbeat = Heartbeat(ranks)
        try data.withSource { source in
            try source.prepare { step in
                try heartbeat.beat()
                listener.preparing(step)
            }
        }
        for line in DataWarnings(data).lines { listener.note(line) }
    }

    /// The test part of the data, for diagnostics alone; nil if there is none with the same classes.
    private func testPart(of training: DatasetInfo) -> (any Dataset)? {
        let text = RecipeWriter().text(recipe.checked.resolved)
        let chosen = try? ReferenceData.choose(.test) {
            try DatasetReference(recipe: text, name: "the recipe", overrides: $0)
        }
        guard let chosen, let test = try? chosen.open(classOrder: training.classNames, report: { _ in }),
            test.info.namesOfClasses == training.namesOfClasses
        else { return nil }
        return test
    }

    private func noteIfOver(_ trainer: Trainer) {
        guard let checkpoint = resumption.checkpoint, checkpoint.step >= trainer.settings.steps else { return }
        let steps = "\(checkpoint.step) of \(counted(trainer.settings.steps, "step"))"
        listener.note("the run has already reached train.kimg: \(steps)")
    }

    // MARK: Manifest

    private func manifest(_ run: TrainingRun, _ identity: [String: String]) -> RunManifest {
        var manifest = RunManifest(data: run.dataFacts, plugins: plugins, recipe: recipe.checked)
        (manifest.recipe, manifest.overrides) = (recipe.name, recipe.overrides)
        (manifest.seed, manifest.program) = (recipe.checked.top.seed, identity["program"] ?? "")
        manifest.dataFingerprint = identity["data"] ?? ""
        (manifest.processor, manifest.threads) = (ProgramBuild.processor, Backends.threadCount)
        manifest.device = ProgramBuild.device
        manifest.commit = ProgramBuild.commit
        return manifest
    }

    private func write(_ manifest: RunManifest) throws {
        if URL(fileURLWithPath: recipe.path).standardizedFileURL
            != URL(fileURLWithPath: folder.paths.resolvedRecipe).standardizedFileURL
        {
            let overrides = recipe.overrides
            let changes = overrides.isEmpty ? "" : "# changed: \(overrides.joined(separator: " "))\n"
            let text = try RecipeLoader(.linked, library: .library).standaloneText(
                ofFile: recipe.path, overrides: overrides, for: folder.paths.recipe)
            try RunContents.write(changes + text, to: folder.paths.recipe)
        }
        try RunContents.write(recipe.text, to: folder.paths.resolvedRecipe)
        try RunContents.write(try manifest.text(), to: folder.paths.manifest)
    }
}
