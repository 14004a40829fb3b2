import GANCore
import GANTrain

/// Which checkpoint of a run.
public enum CheckpointSelection: Hashable, Sendable {
    /// The newest that is whole.
    case newest
    /// The best by the first score of the run.
    case best
    case step(Int)

    /// `newest`, `best` or a step; nil for anything else.
    public init?(_ text: String) {
        switch text {
        case "newest": self = .newest
        case "best": self = .best
        default:
            guard let step = Int(text), step >= 0 else { return nil }
            self = .step(step)
        }
    }

    /// - Returns: the checkpoint, and a line about each that is damaged.
    /// - Throws: `RunError`.
    package func checkpoint(in store: CheckpointStore) throws -> (checkpoint: Checkpoint, notes: [String]) {
        do {
            switch self {
            case .best: return (try store.best(), [])
            case .step(let step): return (try store.checkpoint(ofStep: step), [])
            case .newest:
                let (newest, notes) = store.newest()
                guard let newest else {
                    let problems = notes.map { "\n  \($0)" }.joined()
                    throw RunError.failed("\(store.folder): there is no whole checkpoint yet\(problems)")
                }
                return (newest, notes)
            }
        } catch let error as CheckpointError {
            throw RunError.failed("\(error)")
        } catch let error as NoBestCheckpoint {
            throw RunError.failed("\(error)")
        }
    }
}
