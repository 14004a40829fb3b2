import ArgumentParser
import GANCore
import GANTrain

/// Which checkpoint of a run.
enum CheckpointChoice: Equatable {
    case newest
    case best
    case step(Int)

    init(_ text: String) throws {
        switch text {
        case "newest": self = .newest
        case "best": self = .best
        default:
            guard let step = Int(text), step >= 0 else {
                throw ValidationError("`\(text.shortened(to: 60))` is no checkpoint: newest, best or a step")
            }
            self = .step(step)
        }
    }

    /// - Returns: the checkpoint, and a line about each that is damaged.
    /// - Throws: `CommandFailure`.
    func checkpoint(in store: CheckpointStore) throws -> (checkpoint: Checkpoint, notes: [String]) {
        do {
            switch self {
            case .best: return (try store.best(), [])
            case .step(let step): return (try store.checkpoint(ofStep: step), [])
            case .newest:
                let (newest, notes) = store.newest()
                guard let newest else {
                    let problems = notes.map { "\n  \($0)" }.joined()
                    throw CommandFailure.failed("\(store.folder): there is no whole checkpoint yet\(problems)")
                }
                return (newest, notes)
            }
        } catch let error as CheckpointError {
            throw CommandFailure.failed("\(error)")
        } catch let error as NoBestCheckpoint {
            throw CommandFailure.failed("\(error)")
        }
    }
}

extension NoiseMode: ExpressibleByArgument {}
