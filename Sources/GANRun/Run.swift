import Foundation
import GANCore
import GANMetrics
import GANTrain
import Synchronization

/// A run: a folder with its recipe, metrics, sheets and checkpoints.
///
///     let run = try Run.create(at: "runs/mine", for: Recipe("mine.yaml", overrides: ["train.batch=16"]))
///     try run.train { event in print(event) }
///     let images = try run.generator(.best).images(seeds: 0..<8)
///
/// A run holds names and no networks, so it can be handed to another thread.
public struct Run: Sendable {
    /// The folder.
    public let path: String
    private let recipe: String
    private let overrides: [String]
    private let isNew: Bool

    private init(_ path: String, _ recipe: String, _ overrides: [String], isNew: Bool) {
        (self.path, self.recipe, self.overrides, self.isNew) = (path, recipe, overrides, isNew)
    }

    /// A run that begins. Nothing is written before it trains.
    /// - Throws: `RunError` where the folder is not empty.
    public static func create(at path: String, for recipe: Recipe) throws -> Run {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        guard names.allSatisfy({ $0 == ".lock" }) else {
            throw RunError.failed("\(path) is not empty\n  fix: open the run there, or name another folder")
        }
        return Run(path, recipe.name, recipe.overrides, isNew: true)
    }

    /// A run that has begun.
    /// - Parameter overrides: of keys that a run may go on with changed, such as `train.kimg=64`.
    /// - Throws: `RunError` where the folder holds no run.
    public static func open(at path: String, overrides: [String] = []) throws -> Run {
        let contents = try RunContents.checked(path)
        _ = try RunManifest(of: contents, folder: path)
        return Run(path, contents.resolvedRecipe, overrides, isNew: false)
    }

    /// Trains to the end, or until `stop` says so; then a checkpoint is written, and `train` goes on from it to the same bits.
    ///
    /// Honors all that the recipe says: the weights of `transfer`, the scores of `evaluate`, checkpoints, frozen weights. Nobody listens for
    /// signals: a program that wants Ctrl-C to write a checkpoint says so by `stop`.
    /// - Parameters:
    ///   - hear: called with all that happens, on this thread.
    ///   - stop: asked after each step.
    /// - Throws: `RunError`, and what a step or a file throws.
    @discardableResult public func train(
        _ hear: @escaping (TrainingEvent) -> Void = { _ in }, until stop: () -> Bool = { false }
    ) throws -> RunEnding {
        let begun = !isNew || FileManager.default.fileExists(atPath: "\(path)/run.json")
        let session = try TrainingSession(
            Recipe(recipe, overrides: overrides), in: path, resumes: begun
        ) { _ in TrainingEvents(hear) }
        return try session.train(until: stop)
    }

    /// The generator as a checkpoint has it. The data need not be there any more.
    /// - Parameter truncation: ψ, which draws styles towards their mean: 1 leaves them, 0 makes all of them the mean.
    /// - Throws: `RunError`.
    public func generator(
        _ checkpoint: CheckpointSelection = .newest, truncation: Double? = nil
    ) throws -> RunGenerator {
        try RunGenerator(TrainedGenerator(path, checkpoint), truncation: truncation)
    }

    /// Scores a checkpoint, and writes the report to the run's folder as `ganzoo evaluate` does.
    /// - Throws: `RunError`; `MetricError` where nothing can be measured.
    public func evaluate(
        _ checkpoint: CheckpointSelection = .newest, _ options: EvaluationOptions = EvaluationOptions()
    ) throws -> RunScores {
        let trained = try TrainedGenerator(path, checkpoint)
        let report = try RunScoring(options).measure(trained, of: path, warn: Log.warning) { _ in }
        let file = try EvaluationFile.path(in: path, step: trained.step, report)
        try EvaluationFile.write(report, to: file)
        return RunScores(values: report.scores, caveats: report.caveats, report: file)
    }

    /// Trains on a thread of its own. Whoever stops listening ends the training with a checkpoint.
    public func events() -> AsyncThrowingStream<TrainingEvent, any Error> {
        AsyncThrowingStream { continuation in
            let stop = StopFlag()
            continuation.onTermination = { _ in stop.set() }
            let thread = Thread {
                do {
                    try train {
                        continuation.yield($0)
                    } until: {
                        stop.isSet
                    }
                    continuation.finish()
                } catch { continuation.finish(throwing: error) }
            }
            thread.stackSize = 64 << 20
            thread.start()
        }
    }
}

/// Asks the training thread to end.
private final class StopFlag: Sendable {
    private let value = Mutex(false)
    func set() { value.withLock { $0 = true } }
    var isSet: Bool { value.withLock { $0 } }
}
