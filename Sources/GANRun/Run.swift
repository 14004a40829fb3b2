import Foundation
import GANCore
import GANMetrics
import GANRecipe
import GANTrain

/// A run: a folder with its recipe, metrics, sheets and checkpoints.
///
///     let run = try Run.create(at: "runs/mine", for: Recipe("mine.yaml", overrides: ["train.batch=16"]))
///     try run.train { event in print(event) }
///     let images = try run.generator(.best).images(seeds: 0..<8)
///
/// A value of this type holds paths and no networks, so it can be sent to another thread.
public struct Run: Sendable {
    /// The folder.
    public let path: String
    private let recipe: String
    private let overrides: [String]
    private let isNew: Bool

    private init(_ path: String, _ recipe: String, _ overrides: [String], isNew: Bool) {
        (self.path, self.recipe, self.overrides, self.isNew) = (path, recipe, overrides, isNew)
    }

    /// Creates a run in an empty or new folder. Nothing is written before `train`.
    /// - Throws: `RunError` if the folder is not empty.
    public static func create(at path: String, for recipe: Recipe) throws -> Run {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        guard names.allSatisfy({ $0 == RunPaths.lockName }) else {
            throw RunError.failed("\(path) is not empty", fixes: [.resume, .anotherFolder])
        }
        return Run(path, recipe.name, recipe.overrides, isNew: true)
    }

    /// Opens an existing run.
    /// - Parameters:
    ///   - path: the run folder.
    ///   - overrides: changes of keys that may change when a run is resumed, such as `train.kimg=64`, and new paths of data that were
    ///     moved: `data.path=/new/photos`.
    /// - Throws: `RunError` if the folder does not contain a run.
    public static func open(at path: String, overrides: [String] = []) throws -> Run {
        let contents = try RunContents.checked(path)
        _ = try RunManifest(of: contents, folder: path)
        return Run(path, contents.paths.resolvedRecipe, overrides, isNew: false)
    }

    /// The overrides of paths: of a run that is opened, these are new places of what was moved.
    var moved: [String] {
        guard !isNew, let known = try? RunRecipe(path).checked().paths(.linked).map(\.key) else { return [] }
        return overrides.filter { known.contains(String($0.prefix { $0 != "=" })) }
    }

    /// Trains to the end, or until `stop` returns true. Then a checkpoint is written, and the next `train` continues from it; the result is
    /// bit-identical to an uninterrupted run.
    ///
    /// Honors the whole recipe: `transfer`, `evaluate`, checkpoints, frozen weights. It does not handle signals: a program that wants
    /// Ctrl-C to write a checkpoint passes `stop`.
    /// - Parameters:
    ///   - memoryLimit: bytes of tensors; beyond it training stops with a checkpoint and an error. It is compared between passes of the
    ///     networks, so a single pass may use more. Nil: no limit, and the process ends if memory runs out (`OutOfMemory`).
    ///   - ranks: the processes that train the run together; each calls this. Only the first one hears of events and writes files.
    ///   - hear: called with each event, on the calling thread.
    ///   - stop: called after each step.
    /// - Throws: `RunError`, and errors of steps and files.
    @discardableResult public func train(
        memoryLimit: Int? = nil, with ranks: any Collective = Alone(),
        _ hear: @escaping (TrainingEvent) -> Void = { _ in }, until stop: () -> Bool = { false }
    ) throws -> RunEnding {
        BackgroundTraining.waitForEarlier(in: path)
        guard ranks.rank == 0 else {
            return try ParticipatingSession(Recipe(recipe, overrides: overrides), with: ranks).train(until: stop)
        }
        return try trainNow(memoryLimit, ranks, hear, until: stop)
    }

    private func trainNow(
        _ memoryLimit: Int?, _ ranks: any Collective, _ hear: @escaping (TrainingEvent) -> Void,
        until stop: () -> Bool
    ) throws -> RunEnding {
        let begun = !isNew || FileManager.default.fileExists(atPath: RunPaths(path).manifest)
        let session = try TrainingSession(
            Recipe(recipe, overrides: overrides), in: path, resumes: begun, with: ranks
        ) { _ in TrainingEvents(hear) }
        let limit = MemoryLimit(bytes: memoryLimit)
        let ending = try session.train(until: stop, breaksStep: { limit.isExceeded() })
        if let problem = limit.problem(atStep: session.step ?? 0) { throw problem }
        return ending
    }

    /// The generator of a checkpoint. The data set is not needed.
    /// - Parameters:
    ///   - checkpoint: a checkpoint of the run.
    ///   - truncation: ψ of the truncation trick: 1 keeps styles, 0 replaces them by their mean. Nil: no truncation.
    /// - Throws: `RunError`.
    public func generator(
        _ checkpoint: CheckpointSelection = .newest, truncation: Double? = nil
    ) throws -> RunGenerator {
        try RunGenerator(TrainedGenerator(path, checkpoint, moved: moved), truncation: truncation)
    }

    /// Computes scores of a checkpoint, and writes the report to the run's folder, as `ganzoo evaluate` does.
    ///
    ///     try run.evaluate(["fid", "intra_fid"])
    ///     try run.evaluate([ComponentReference(KID.self) { $0.subsets = 50 }], of: .best)
    /// - Parameters:
    ///   - metrics: names, or components with settings; each is measured once.
    ///   - checkpoint: a checkpoint of the run.
    ///   - options: how the run is measured.
    /// - Throws: `RunError`; `MetricError` if no metric can be computed.
    public func evaluate(
        _ metrics: [ComponentReference<any Metric>] = ["fid"], of checkpoint: CheckpointSelection = .newest,
        _ options: EvaluationOptions = EvaluationOptions()
    ) throws -> RunScores {
        let trained = try TrainedGenerator(path, checkpoint, moved: moved)
        let report = try RunScoring(metrics, options, trained.info, of: trained.recipe)
            .measure(trained, warn: Log.warning) { _ in }
        let file = try EvaluationFile.path(in: path, step: trained.step, report)
        try EvaluationFile.write(report, to: file)
        return RunScores(report, at: file)
    }

    /// Trains on a new thread. Ending the iteration stops training with a checkpoint; the next training of the run in this process waits
    /// until it is written.
    /// - Parameter memoryLimit: as for `train`.
    public func events(memoryLimit: Int? = nil) -> AsyncThrowingStream<TrainingEvent, any Error> {
        AsyncThrowingStream { continuation in
            let training = BackgroundTraining.start(in: path) { isAskedToStop in
                do {
                    _ = try trainNow(memoryLimit, Alone(), { continuation.yield($0) }, until: isAskedToStop)
                    continuation.finish()
                } catch { continuation.finish(throwing: error) }
            }
            continuation.onTermination = { _ in training.askToStop() }
        }
    }
}
