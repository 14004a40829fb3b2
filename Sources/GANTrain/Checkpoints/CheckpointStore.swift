import Foundation
import GANCore
import GANModule

/// The checkpoints of a run: folders named by their step, `000123`.
package struct CheckpointStore {
    package let folder: String

    package init(_ folder: String) { self.folder = folder }

    /// Writes a checkpoint completely or not at all.
    /// - Returns: its folder.
    func write(_ trainer: Trainer, _ state: CheckpointState) throws -> String {
        try RunContents.makeFolder(folder)
        let path = path(trainer.position)
        // A checkpoint of the same position has the same content, unless it is damaged or the run was started again.
        AtomicFolder.remove(path)
        try AtomicFolder.create(path) { partial in try trainer.save(state, into: partial) }
        return path
    }

    /// Writes weights that another program trained as a checkpoint of step 0, without optimizers.
    package func writeImported(_ weights: SafetensorsWriter, from source: String) throws {
        try RunContents.makeFolder(folder)
        var state = CheckpointState()
        state.identity = [Checkpoint.importedKey: source]
        try AtomicFolder.create(path(state.position)) { try state.write(weights, SafetensorsWriter(), into: $0) }
    }

    private func path(_ position: StepPosition) -> String {
        "\(folder)/\(Self.name(position))"
    }

    /// `000123`, or `000123+2` after two updates of the next step.
    private static func name(_ position: StepPosition) -> String {
        numbered(position.step) + (position.update == 0 ? "" : "+\(position.update)")
    }

    /// Compares the names, types and shapes of a checkpoint's weights with networks.
    package typealias WeightsCheck = (SafetensorsFile) throws -> Void

    /// The newest valid checkpoint, and a message about each newer one that is invalid.
    package func newest() -> (checkpoint: Checkpoint?, problems: [String]) { newest { _ in } }

    /// As `newest()`.
    /// - Parameter fits: called before values are read.
    /// - Throws: what `fits` throws.
    package func newest(
        fitting fits: WeightsCheck
    ) rethrows -> (checkpoint: Checkpoint?, problems: [String]) {
        var problems: [String] = []
        for (path, position) in found.reversed() {
            switch Self.unread(path, position) {
            case .success(let unread):
                try fits(unread.weights)
                do throws(CheckpointDefect) {
                    try unread.verify()
                    return (unread, problems)
                } catch { problems.append("\(path) is skipped: \(error.problem)") }
            case .failure(let defect): problems.append("\(path) is skipped: \(defect.problem)")
            }
        }
        return (nil, problems)
    }

    /// All checkpoints, oldest first: each read and verified, or what is wrong with it, on one line.
    /// - Parameter fits: called before values are read; an error of it is what is wrong.
    package func inspected(fitting fits: WeightsCheck) -> [(path: String, found: Result<Checkpoint, CheckpointProblem>)]
    {
        found.map { path, position in
            do {
                let checkpoint = try Self.unread(path, position).get()
                try fits(checkpoint.weights)
                try checkpoint.verify()
                return (path, .success(checkpoint))
            } catch { return (path, .failure(CheckpointProblem(error))) }
        }
    }

    private static func unread(_ path: String, _ position: StepPosition) -> Result<Checkpoint, CheckpointDefect> {
        Result { () throws(CheckpointDefect) in try Checkpoint(unread: path, at: position) }
    }

    /// The checkpoint after a step. One that was written after updates of the next step has other weights: it is taken only if there
    /// is no other.
    /// - Parameters:
    ///   - fits: called before values are read.
    ///   - isExact: whether one after updates of the next step is not taken either.
    /// - Throws: `CheckpointError` if it does not exist or is damaged; what `fits` throws.
    package func checkpoint(
        ofStep step: Int, isExact: Bool = false, fitting fits: WeightsCheck = { _ in }
    ) throws -> Checkpoint {
        let ofStep = found.filter { $0.position.step == step && (!isExact || $0.position.update == 0) }
        guard let (path, position) = ofStep.first(where: { $0.position.update == 0 }) ?? ofStep.last else {
            throw CheckpointError.none(step: step, folder: folder, there: found.map(\.position.step))
        }
        do {
            let checkpoint = try Self.unread(path, position).get()
            try fits(checkpoint.weights)
            try checkpoint.verify()
            return checkpoint
        } catch let defect as CheckpointDefect {
            throw CheckpointError.damaged(path: path, problem: defect.problem)
        }
    }

    /// Removes the oldest checkpoints that are not newer than the last one written. Newer ones were skipped when the run was
    /// resumed, and stay until the run reaches them.
    /// - Parameters:
    /// - count: number of newest valid checkpoints to keep.
    /// - stays: whether the checkpoint after a step is kept in any case; never one after updates of the next step.
    /// - written: the folder of the last checkpoint written.
    /// - whole: folders of checkpoints that are known to be valid; the function adds those that it finds.
    func prune(keeping count: Int, written: String, whole: inout Set<String>, and stays: (Int) -> Bool) {
        let found = found
        guard let last = found.firstIndex(where: { $0.path == written }) else { return }
        whole.insert(written)
        var kept = 0
        for (path, position) in found[...last].reversed() {
            if kept < count {
                if whole.contains(path) || (try? Self.unread(path, position).get().verify()) != nil {
                    whole.insert(path)
                    kept += 1
                }
            } else if position.update > 0 || !stays(position.step) {
                AtomicFolder.remove(path)
            }
        }
    }

    /// Whether there is no checkpoint, valid or damaged, and no other visible file.
    var isEmpty: Bool {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.allSatisfy { $0.hasPrefix(".") }
    }

    /// Valid and damaged ones, oldest first.
    private var found: [(path: String, position: StepPosition)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.compactMap { name in Self.position(name).map { ("\(folder)/\(name)", $0) } }
            .sorted { ($0.1.step, $0.1.update) < ($1.1.step, $1.1.update) }
    }

    /// The position of a name from `name(_: StepPosition)`; nil for any other name.
    private static func position(_ name: String) -> StepPosition? {
        let numbers = name.split(separator: "+", omittingEmptySubsequences: false).map { Int($0) }
        guard let step = numbers[0], let update = numbers.count == 1 ? 0 : numbers[1] else { return nil }
        let position = StepPosition(step: step, update: update)
        return position.defect == nil && Self.name(position) == name ? position : nil
    }
}

/// What is wrong with a checkpoint that was looked at, without a full stop.
package struct CheckpointProblem: Error {
    package let text: String

    init(_ error: any Error) { text = (error as? CheckpointDefect)?.problem ?? "\(error)" }
}

extension Checkpoint {
    /// The checkpoint in a folder.
    /// - Throws: `CheckpointError` if it is damaged.
    package static func at(_ path: String) throws(CheckpointError) -> Checkpoint {
        do throws(CheckpointDefect) { return try Checkpoint(path) } catch {
            throw .damaged(path: path, problem: error.problem)
        }
    }
}

/// The reason why the requested checkpoint is not available.
package enum CheckpointError: Error, Hashable, CustomStringConvertible {
    case none(step: Int, folder: String, there: [Int])
    case damaged(path: String, problem: String)

    package var description: String {
        switch self {
        case .none(let step, let folder, let there):
            "\(folder): there is no checkpoint of step \(step)"
                + (there.isEmpty ? "" : "\n  available: \(there.map(String.init).joined(separator: ", "))")
        case .damaged(let path, let problem): "\(path): \(problem)\n  fix: use another checkpoint"
        }
    }
}
