import Synchronization

/// The reason why a device could not compute: a driver that is missing, memory that ran out, an operator that the installed library
/// lacks.
///
/// Operations on tensors are expressions and do not throw, so the process cannot go on. By default it ends with a trap whose message is
/// the description. A program that wants to end in its own way sets a handler.
public struct DeviceFailure: Hashable, Sendable, CustomStringConvertible {
    /// `cuda:0`, `torch-cpu`.
    public let device: String
    /// What failed, in the words of the device's library.
    public let problem: String

    package init(device: String, problem: String) { (self.device, self.problem) = (device, problem) }

    /// Whether the device has too little memory, in the words of CUDA, of PyTorch on the processor, or of the C++ library.
    public var isOutOfMemory: Bool {
        ["out of memory", "not enough memory", "can't allocate memory", "bad_alloc"].contains { problem.contains($0) }
    }

    /// Before PyTorch 2.13 the reason is only in what the library itself prints.
    private var isUnexplained: Bool { problem.hasSuffix("see the message of libtorch above") }

    public var description: String {
        let place = CallPlace.current.map { ", in \($0)" } ?? ""
        return "\(device) failed\(place): \(problem)\n  fix: \(fix)"
    }

    private var fix: String {
        let smaller = "use a smaller train.batch, or a train.microbatch below it, or a smaller resolution or network"
        let compare =
            "compare the device's operations with the processor's (`ganzoo doctor`), or compute on the processor"
        guard !isOutOfMemory else { return smaller }
        return isUnexplained ? "if memory ran out, \(smaller); otherwise \(compare)" : compare
    }

    private static let handler = Mutex<@Sendable (DeviceFailure) -> Never> { fatalError($0.description) }

    /// Sets what is done on the thread that meets a failure; it must end the process.
    public static func setHandler(_ newHandler: @escaping @Sendable (DeviceFailure) -> Never) {
        handler.withLock { $0 = newHandler }
    }

    package func end() -> Never { Self.handler.withLock(\.self)(self) }
}
