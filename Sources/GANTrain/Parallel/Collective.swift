import GANTensor

/// Processes that train one composition together. All make the same calls in the same order; each call waits for the others.
///
/// A conformance moves bytes. What is added, and in which order, is decided by the trainer, so that results do not depend on it.
public protocol Collective: Sendable {
    /// Number of this process, from 0. The process 0 alone writes files.
    var rank: Int { get }
    /// Number of processes.
    var count: Int { get }
    /// Sends `bytes` to the process `partner`, which makes the same call with this process's number.
    /// - Returns: the bytes that it sent; their number may differ.
    /// - Throws: if a process ended, or did not answer in time.
    func exchange(_ bytes: [UInt8], with partner: Int) throws -> [UInt8]
    /// Sends tensors to the process `partner`; one that is nil says so.
    /// - Returns: those that it sent.
    /// - Throws: if a process ended, or did not answer in time.
    func exchange(_ tensors: [Tensor?], with partner: Int) throws -> [Tensor?]
    /// The bytes of all processes, in the order of their numbers.
    /// - Throws: if a process ended, or did not answer in time.
    func gather(_ bytes: [UInt8]) throws -> [[UInt8]]
}

extension Collective {
    /// Through memory of the host.
    public func exchange(_ tensors: [Tensor?], with partner: Int) throws -> [Tensor?] {
        var writer = MessageWriter()
        writer.add(tensors)
        var reader = MessageReader(try exchange(writer.bytes, with: partner))
        return try reader.optionalTensors()
    }
}

/// A process that trains by itself.
public struct Alone: Collective {
    public init() {}

    public var rank: Int { 0 }
    public var count: Int { 1 }

    public func exchange(_ bytes: [UInt8], with partner: Int) -> [UInt8] { bytes }
    public func gather(_ bytes: [UInt8]) -> [[UInt8]] { [bytes] }
}

extension Collective {
    /// The part of `slices` slices that this process computes; empty if there are fewer slices than processes and none is left for it.
    func share(of slices: Int) -> Range<Int> { slices * rank / count..<slices * (rank + 1) / count }

    /// Whether any process says so.
    func any(_ flag: Bool) throws -> Bool {
        guard count > 1 else { return flag }
        return try gather([flag ? 1 : 0]).contains([1])
    }
}
