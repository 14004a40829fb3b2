import GANTensor
import Synchronization

/// The work that a computation asks of its backend. It depends on neither time, threads nor processor.
///
/// Scratch space of kernels is not counted: how much they need depends on the processor.
package struct WorkCounts: Codable, Hashable, Sendable {
    package var kernelCalls = 0
    /// Of convolutions and matrix products, by the direct algorithm.
    package var multiplyAdds = 0
    /// Tensors that memory was requested for.
    package var tensors = 0
    package var tensorBytes = 0
    /// Bytes that kernels read and write. What is updated in place counts twice.
    package var movedBytes = 0

    package init() {}

    private static let figures: [(name: String, value: KeyPath<WorkCounts, Int> & Sendable)] = [
        ("kernel calls", \.kernelCalls), ("multiply-adds", \.multiplyAdds), ("tensors", \.tensors),
        ("bytes of tensors", \.tensorBytes), ("bytes that kernels move", \.movedBytes),
    ]

    /// A line for each figure that differs from `accepted`: `kernel calls: 813, 1 more than the accepted 812`.
    package func differences(from accepted: WorkCounts) -> [String] {
        Self.figures.compactMap { name, value in
            let (own, other) = (self[keyPath: value], accepted[keyPath: value])
            guard own != other else { return nil }
            let change = own > other ? "\(own - other) more" : "\(other - own) fewer"
            return "\(name): \(own), \(change) than the accepted \(other)"
        }
    }
}

/// Counts the work of a backend.
package final class WorkCounter: Sendable {
    private let counts = Mutex(WorkCounts())

    package init() {}

    /// What was counted since the last call.
    package func take() -> WorkCounts {
        counts.withLock { counts in
            defer { counts = WorkCounts() }
            return counts
        }
    }

    /// `base`, with its work counted.
    package func watching(_ base: any Backend) -> any Backend {
        WrappingBackend(base, allocating: noteTensor) { call, body in
            self.note(call)
            body()
        }
    }

    @Sendable private func noteTensor(bytes: Int) {
        counts.withLock { counts in
            counts.tensors += 1
            counts.tensorBytes += bytes
        }
    }

    private func note(_ call: KernelCall) {
        let moved = (call.reads + call.writes + call.updates + call.updates).reduce(0) { $0 + $1.byteCount }
        counts.withLock { counts in
            counts.kernelCalls += 1
            counts.multiplyAdds += Int(call.operations / 2)
            counts.movedBytes += moved
        }
    }
}
