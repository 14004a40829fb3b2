import Foundation
import GANCore
import GANModule
import GANTensor
import GANTrain

/// Trains tiny GANs with a component, and compares what becomes of them.
struct TrainingCheck {
    let world: TinyWorld
    private let steps = 4
    private let made = EqualTrainings()

    /// Trainings that several rules compare with. Each is made once.
    private final class EqualTrainings {
        var all: [TrainedSteps] = []
    }

    init(world: TinyWorld) { self.world = world }

    /// The faults of training itself.
    func training() throws -> [String] {
        let made = try world.made()
        let weights = UntrainedWeights(of: made.component)
        return try faults {
            var trained = TrainedSteps()
            try trained.train(Trainer(made.composition), to: steps, observing: made.component)
            if self.made.all.isEmpty { self.made.all.append(trained) }
            return trained.faults + Self.unsavable(made.composition)
                + HiddenState.faultsOfLazyTensors(in: made.component) + (try weights.faults(in: world))
        }
    }

    /// Compares two trainings with one seed.
    func repetition() throws -> [String] {
        try faults {
            guard let difference = try trained(0).difference(from: trained(1)) else { return [] }
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
            let straight = try trained(0)
            let (resumed, lost) = try resumed()
            let difference = straight.difference(from: resumed)
            guard let difference = try difference ?? straight.keptDifference(from: resumed, twin: trained(1)) else {
                return []
            }
            let cause =
                lost.isEmpty
                ? "something is kept between steps that no checkpoint holds"
                : "no checkpoint holds \(listed(lost.map { "`\($0)`" }, atMost: 4))"
            return ["\(difference) if the run is saved and resumed at step \(steps / 2): \(cause)\n  fix: \(stateFix)"]
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

    /// One of several trainings that should be equal.
    private func trained(_ number: Int) throws -> TrainedSteps {
        while made.all.count <= number { made.all.append(try trained()) }
        return made.all[number]
    }

    private func trained() throws -> TrainedSteps {
        let made = try world.made()
        var trained = TrainedSteps()
        try trained.train(Trainer(made.composition), to: steps, observing: made.component)
        return trained
    }

    /// The second half of a training that was saved after the first one, and the paths of what the component keeps and loading did not
    /// bring back.
    private func resumed() throws -> (steps: TrainedSteps, lost: [String]) {
        let (before, first) = try half()
        let made = try world.made()
        let next = try Trainer(made.composition)
        try Self.pass(first, to: next)
        let (saved, loaded) = (KeptValues.all(in: before.component), KeptValues.all(in: made.component))
        var resumed = TrainedSteps()
        try resumed.train(next, to: steps, observing: made.component)
        let lost = KeptValues.differences(saved, loaded)
        guard !lost.isEmpty else { return (resumed, []) }
        // Values that an equal training has not, such as times, are no state.
        let unstable = Set(KeptValues.differences(saved, KeptValues.all(in: try half().made.component)))
        return (resumed, lost.filter { !unstable.contains($0) })
    }

    /// The first half of a training.
    private func half() throws -> (made: TinyWorld.Made, trainer: Trainer) {
        let made = try world.made()
        let trainer = try Trainer(made.composition)
        var steps = TrainedSteps()
        try steps.train(trainer, to: self.steps / 2, observing: made.component)
        return (made, trainer)
    }

    private static func pass(_ trainer: Trainer, to next: Trainer) throws {
        try ScratchFolder.within { folder in
            do { try trainer.pass(to: next, through: folder.path) } catch {
                throw Refusal(reason: "\(error)".replacing(folder.path, with: "its checkpoint"))
            }
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
