import Foundation
import GANCore
import GANModule
import GANTensor
import GANTrain

/// Trains tiny GANs with a component, and compares what becomes of them.
struct TrainingCheck {
    let world: TinyWorld
    private let steps = 4

    /// The faults of training itself.
    func training() throws -> [String] {
        let made = try world.made()
        let weights = UntrainedWeights(of: made.component)
        return try faults {
            var trained = TrainedSteps()
            try trained.train(Trainer(made.composition), to: steps, observing: made.component)
            return trained.faults + Self.unsavable(made.composition)
                + HiddenState.faultsOfLazyTensors(in: made.component) + (try weights.faults(in: world))
        }
    }

    /// Compares two trainings with one seed.
    func repetition() throws -> [String] {
        try faults {
            guard let difference = try trained().difference(from: trained()) else { return [] }
            return [
                "\(difference) between two runs with the same seed\n  fix: draw random numbers only"
                    + " from the stream that a call receives, and read neither the clock nor Double.random"
            ]
        }
    }

    /// Compares a training on one thread with one on several.
    func threads() throws -> [String] {
        try faults {
            let alone = try Backends.withThreads(1) { try trained() }
            let together = try Backends.withThreads(Self.threadCount) { try trained() }
            guard let difference = alone.difference(from: together) else { return [] }
            return [Self.threadFault(difference)]
        }
    }

    /// - Parameter difference: what differs, as the beginning of a sentence.
    static func threadFault(_ difference: String) -> String {
        "\(difference) between 1 and \(threadCount) threads\n  fix: let no result depend on the number of threads or on their"
            + " order; tensor operations give the same bits with any number"
    }

    /// More than one on every machine.
    static let threadCount = 4

    /// Compares a training with one that is saved and continued by new components: weights, metrics, and what the component keeps.
    func resuming() throws -> [String] {
        try faults {
            let straight = try trained()
            let resumed = try resumed()
            let difference =
                try straight.difference(from: resumed)
                ?? straight.keptDifference(from: resumed, twin: trained())
            guard let difference else { return [] }
            return [
                "\(difference) if the run is saved and resumed at step \(steps / 2): something is kept"
                    + " between steps that no checkpoint holds\n  fix: \(stateFix)"
            ]
        }
    }

    /// - Throws: `TinyWorld.Unfit` if the component or the GAN refuses micro-batches.
    func microbatch() throws -> [String] {
        let made = try world.made { $0.microbatch = TinyWorld.microbatch }
        return try faults {
            var trained = TrainedSteps()
            try trained.train(Trainer(made.composition), to: 2, observing: made.component)
            return trained.faults
        }
    }

    // MARK: Runs

    private func trained() throws -> TrainedSteps {
        let made = try world.made()
        var trained = TrainedSteps()
        try trained.train(Trainer(made.composition), to: steps, observing: made.component)
        return trained
    }

    /// The second half of a training that was saved after the first one.
    private func resumed() throws -> TrainedSteps {
        let before = try world.made()
        let first = try Trainer(before.composition)
        var discarded = TrainedSteps()
        try discarded.train(first, to: steps / 2, observing: before.component)
        let made = try world.made()
        let next = try Trainer(made.composition)
        try Self.pass(first, to: next)
        var resumed = TrainedSteps()
        try resumed.train(next, to: steps, observing: made.component)
        return resumed
    }

    private static func pass(_ trainer: Trainer, to next: Trainer) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ganzoo-check-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        do { try trainer.pass(to: next, through: folder.path) } catch {
            throw Refusal(reason: "\(error)".replacing(folder.path, with: "its checkpoint"))
        }
    }

    /// A checkpoint cannot be written or loaded.
    private struct Refusal: Error, CustomStringConvertible {
        let reason: String
        var description: String { reason }
    }

    // MARK: Faults

    /// The faults that `body` finds, or the error that it throws.
    private func faults(_ body: () throws -> [String]) throws -> [String] {
        do { return try body() } catch let unfit as TinyWorld.Unfit { throw unfit } catch { return ["\(error)"] }
    }

    /// Buffers with values that a checkpoint with them would be refused for.
    private static func unsavable(_ composition: Composition) -> [String] {
        composition.modules.flatMap { path, module in
            module.buffers().compactMap { name, buffer in
                let value = buffer.value
                let defect =
                    buffer.defect(of: value) ?? (value.holdsFiniteNumbers ? nil : "is NaN or infinite")
                return defect.map { "the buffer `\(path).\(name)` \($0), so its checkpoints could not be read" }
            }
        }
    }

    private var stateFix: String {
        switch world.choice.role {
        case .optimizer: "write everything that the next update depends on in addState, and read it in loadState"
        case .sampler, .schedule, .dataset, .loss:
            "compute a result from the arguments of the call alone; a component that is a Module can keep values in @Buffer properties"
        default: "declare it with @Buffer, or with @Parameter if it is trained"
        }
    }
}
