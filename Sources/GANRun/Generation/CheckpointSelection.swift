import GANCore
import GANTrain

/// A choice among the checkpoints of a run.
public enum CheckpointSelection: Hashable, Sendable {
    /// The newest valid checkpoint.
    case newest
    /// The best checkpoint by the run's first metric.
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

    /// - Parameter fits: called before values are read.
    /// - Returns: the checkpoint, and a line for each damaged one that was skipped.
    /// - Throws: `RunError`; what `fits` throws.
    package func checkpoint(
        in store: CheckpointStore, fitting fits: CheckpointStore.WeightsCheck = { _ in }
    ) throws -> (checkpoint: Checkpoint, notes: [String]) {
        do {
            switch self {
            case .best: return (try store.best(fitting: fits), [])
            case .step(let step): return (try store.checkpoint(ofStep: step, fitting: fits), [])
            case .newest:
                let (newest, notes) = try store.newest(fitting: fits)
                guard let newest else {
                    let problems = notes.map { "\n  \($0)" }.joined()
                    throw RunError.failed("\(store.folder): the run has no valid checkpoint\(problems)")
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
