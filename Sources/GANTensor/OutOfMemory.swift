import Synchronization

/// The reason why memory for a computation could not be allocated.
///
/// Operations on tensors are expressions and do not throw, so the process cannot go on. By default it ends with a trap whose message is
/// the description. A program that wants to end in its own way sets a handler.
public struct OutOfMemory: Hashable, Sendable, CustomStringConvertible {
    /// Requested bytes.
    public let neededBytes: Int
    /// Bytes that tensors used at that time.
    public let usedBytes: Int
    /// Memory of the machine in bytes.
    public let physicalBytes: Int
    /// The purpose of the requested memory, such as `a tensor of 1024 float32`.
    public let purpose: String
    /// The most tensors that may exist at once, if there were more; nil if bytes ran out.
    public let mostTensors: Int?

    init(neededBytes: Int, usedBytes: Int, physicalBytes: Int, purpose: String) {
        (self.neededBytes, self.usedBytes, self.physicalBytes) = (neededBytes, usedBytes, physicalBytes)
        (self.purpose, mostTensors) = (purpose, nil)
    }

    /// - Parameter mostTensors: the limit that was exceeded.
    init(tensors mostTensors: Int) {
        (neededBytes, usedBytes, physicalBytes) = (0, 0, CachingAllocator.physicalMemory)
        (purpose, self.mostTensors) = ("more than \(mostTensors) tensors", mostTensors)
    }

    public var description: String {
        let place = CallPlace.current.map { ", in \($0)" } ?? ""
        if let mostTensors {
            return "more than \(mostTensors) tensors at once\(place)\n  fix: use a network with fewer layers"
        }
        let memory = "\(usedBytes >> 20) MiB in use of the \(physicalBytes >> 20) MiB of this machine"
        return "out of memory\(place): needed \(neededBytes >> 20) MiB more for \(purpose), with \(memory)"
            + "\n  fix: use a smaller batch, resolution or network"
    }

    private static let handler = Mutex<@Sendable (OutOfMemory) -> Never> { fatalError($0.description) }

    /// Sets what is done on the thread that runs out of memory; it must end the process.
    public static func setHandler(_ newHandler: @escaping @Sendable (OutOfMemory) -> Never) {
        handler.withLock { $0 = newHandler }
    }

    func end() -> Never { Self.handler.withLock(\.self)(self) }
}
