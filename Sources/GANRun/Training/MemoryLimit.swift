import GANCore
import GANTensor
import GANTrain

/// Stops a training whose tensors use more memory than it may.
final class MemoryLimit {
    private let bytes: Int?
    /// Bytes in use when that was too much.
    private var excess: Int?

    /// - Parameter bytes: nil for no limit.
    init(bytes: Int?) { self.bytes = bytes }

    func isExceeded() -> Bool {
        guard let bytes, let used = Backends.memory?.inUse, used > bytes else { return false }
        excess = used
        return true
    }

    /// The error of a training that was stopped; nil if it was not.
    func problem(atStep step: Int) -> RunError? {
        guard let bytes, let excess else { return nil }
        return .failed(
            "training stopped at step \(step) with a checkpoint: its tensors use \(grouped(excess)) bytes, and the limit is"
                + " \(grouped(bytes))",
            fixes: [.other("use a smaller train.batch or train.microbatch"), .other("raise the limit")])
    }
}
