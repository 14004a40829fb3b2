import Foundation
import GANCore
import GANModule
import GANRecipe
import GANTensor
import GANTrain

/// Training in a folder, from a recipe to its end, in the one order in which the parts fit: what the run goes on from, the components,
/// the weights of a source, scores, data, networks and optimizers, the checkpoint, the manifest.
package final class TrainingSession {
    package let recipe: Recipe
    package let folder: RunFolder
    /// Plugins that were loaded for the recipe; the manifest names them.
    private let plugins: [String]
    private let resumption: Resumption
    private let listener: any TrainingListener
    private var trainer: Trainer?
    /// The newest sheet of what the generator makes.
    package private(set) var newestSheet: String?

    /// Takes the folder.
    /// - Parameter resumes: whether a run that has begun in the folder is to go on.
    /// - Throws: `RunError` where the folder cannot be had, or another run lies there.
    package init(
        _ recipe: Recipe, in path: String, resumes: Bool, plugins: [String] = [],
        listener: (Recipe) -> any TrainingListener
    ) throws {
        if let problem = OpenBLAS.problem { throw RunError.failed(problem) }
        do { folder = try RunFolder(path) } catch { throw RunError.failed(error.description) }
        (self.recipe, self.plugins) = (recipe, plugins)
        resumption = try Resumption(recipe.checked, folder, resumes: resumes)
        self.listener = listener(recipe)
        for line in resumption.notes { self.listener.note(line) }
    }

    /// Step of the run; nil before it has begun.
    package var step: Int? { trainer?.step }

    /// Trains to the end, or until `stop` says so; then a checkpoint is written. A folder that was made for the run goes away again where
    /// nothing was written to it.
    /// - Parameters:
    ///   - stop: asked after each step.
    ///   - breaksStep: asked within a step, which is then made again when the run goes on.
    ///   - begins: called when all is made and the first step comes next.
    /// - Throws: `RunError`, and what a step or a file throws.
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
        let composition = try recipe.compose(classOrder: resumption.classOrder, report: listener.preparing)
        listener.begin(recipe, composition)
        for line in composition.batchWarnings { listener.note(line) }
        if resumption.checkpoint == nil {
            // A run that goes on has its weights from its own checkpoint.
            for line in try recipe.checked.takeOverWeights(in: composition) { listener.note(line) }
        }
        let evaluator = try RunEvaluator(recipe.checked, composition, folder, listener)
        try prepare(composition.data)
        let trainer = Trainer(composition)
        self.trainer = trainer
        let identity = try resumption.identity(of: composition)
        let run = try TrainingRun(
            trainer, in: folder, from: resumption.checkpoint, identity: identity,
            evaluators: evaluator.map { [$0] } ?? [], listener)
        try write(manifest(run, identity))
        listener.resumed(at: trainer.step)
        noteIfOver(trainer)
        begins()
        trainer.isInterrupted = breaksStep
        let ending = try run.run(until: stop)
        newestSheet = run.newestSheet
        return ending
    }

    /// Finds what cannot be read before hours have passed.
    private func prepare(_ data: any Dataset) throws {
        guard let source = (data as? any StreamedDataset)?.source else { return }
        try source.prepare(listener.preparing)
        for line in DataWarnings(data).lines { listener.note(line) }
    }

    private func noteIfOver(_ trainer: Trainer) {
        guard let checkpoint = resumption.checkpoint, checkpoint.step >= trainer.settings.steps else { return }
        let steps = "\(checkpoint.step) of \(counted(trainer.settings.steps, "step"))"
        listener.note("the run is as long as train.kimg asks for already: \(steps)")
    }

    // MARK: What the folder says of the run

    private func manifest(_ run: TrainingRun, _ identity: [String: String]) -> RunManifest {
        var manifest = RunManifest(data: run.dataFacts)
        (manifest.recipe, manifest.overrides, manifest.plugins) = (recipe.name, recipe.overrides, plugins)
        (manifest.seed, manifest.program) = (recipe.checked.top.seed, identity["program"] ?? "")
        manifest.dataFingerprint = identity["data"] ?? ""
        (manifest.processor, manifest.threads) = (processorName(), CPUBackend.availableThreads)
        return manifest
    }

    private func write(_ manifest: RunManifest) throws {
        if URL(fileURLWithPath: recipe.path).standardizedFileURL
            != URL(fileURLWithPath: folder.resolvedRecipe).standardizedFileURL
        {
            let overrides = recipe.overrides
            let changes = overrides.isEmpty ? "" : "# changed: \(overrides.joined(separator: " "))\n"
            let text = try RecipeLoader(.linked, library: .library).standaloneText(
                ofFile: recipe.path, overrides: overrides, for: "\(folder.path)/recipe.yaml")
            try folder.write(changes + text, as: "recipe.yaml")
        }
        try folder.write(recipe.text, as: "resolved.yaml")
        try folder.write(try manifest.text(), as: "run.json")
    }
}
