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
        return try faults {
            try train(Trainer(made.composition))
            return Self.unsavable(made.composition) + HiddenState.faultsOfLazyTensors(in: made.component)
        }
    }

    /// Compares two trainings with one seed.
    func repetition() throws -> [String] {
        try faults {
            guard let path = Self.difference(try trained(), try trained()) else { return [] }
            return [
                "`\(path)` differs after \(steps) steps between two runs with the same seed\n  fix: draw random numbers only"
                    + " from the stream that a call receives, and read neither the clock nor Double.random"
            ]
        }
    }

    /// Compares a training on one thread with one on several.
    func threads() throws -> [String] {
        try faults {
            let alone = try Backends.withThreads(1) { try trained() }
            let together = try Backends.withThreads(Self.threadCount) { try trained() }
            guard let path = Self.difference(alone, together) else { return [] }
            return [Self.threadFault("`\(path)` differs after \(steps) steps")]
        }
    }

    /// - Parameter difference: what differs, as the beginning of a sentence.
    static func threadFault(_ difference: String) -> String {
        "\(difference) between 1 and \(threadCount) threads\n  fix: let no result depend on the number of threads or on their"
            + " order; tensor operations give the same bits with any number"
    }

    /// More than one on every machine.
    static let threadCount = 4

    /// Compares a training with one that is saved and continued by new components.
    func resuming() throws -> [String] {
        try faults {
            let straight = try trained()
            let first = try Trainer(world.made().composition)
            try train(first, steps / 2)
            let next = try Trainer(world.made().composition)
            try Self.pass(first, to: next)
            try train(next, steps - steps / 2)
            guard let path = Self.difference(straight, Self.snapshot(of: next.composition)) else { return [] }
            return [
                "`\(path)` differs after \(steps) steps if the run is saved and resumed at step \(steps / 2): something is kept"
                    + " between steps that no checkpoint holds\n  fix: \(stateFix)"
            ]
        }
    }

    /// - Throws: `TinyWorld.Unfit` if the component or the GAN refuses micro-batches.
    func microbatch() throws -> [String] {
        let composition = try world.made { $0.microbatch = $0.batch / 2 }.composition
        return try faults {
            try train(Trainer(composition), 2)
            return []
        }
    }

    // MARK: Runs

    private func trained() throws -> [StateSnapshot] {
        let composition = try world.made().composition
        try train(Trainer(composition))
        return Self.snapshot(of: composition)
    }

    private func train(_ trainer: Trainer, _ count: Int? = nil) throws {
        for _ in 0..<(count ?? steps) { try trainer.advance() }
    }

    private static func snapshot(of composition: Composition) -> [StateSnapshot] {
        GANContractCheck.snapshot(composition.modules)
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

    private static func difference(_ some: [StateSnapshot], _ others: [StateSnapshot]) -> String? {
        zip(some, others).first { $0 != $1 }?.0.path
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
