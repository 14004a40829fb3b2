import GANTensor
import Synchronization

/// Counts what goes through a collective, and the time that this process spends in it, waiting included.
package final class MeasuredCollective: Collective {
    private let base: any Collective
    private let totals = Mutex(Totals())

    package struct Totals: Sendable {
        package var time = Duration.zero
        /// Bytes that this process sent.
        package var bytes = 0
    }

    package init(_ base: any Collective) { self.base = base }

    /// Since the beginning.
    package var measured: Totals { totals.withLock { $0 } }

    package var rank: Int { base.rank }
    package var count: Int { base.count }

    package func exchange(_ bytes: [UInt8], with partner: Int) throws -> [UInt8] {
        try measuring(bytes.count) { try base.exchange(bytes, with: partner) }
    }

    package func exchange(_ tensors: [Tensor?], with partner: Int) throws -> [Tensor?] {
        let bytes = tensors.reduce(0) { $0 + ($1.map { $0.count * $0.dtype.byteWidth } ?? 0) }
        return try measuring(bytes) { try base.exchange(tensors, with: partner) }
    }

    package func gather(_ bytes: [UInt8]) throws -> [[UInt8]] {
        try measuring(bytes.count * (count - 1)) { try base.gather(bytes) }
    }

    private func measuring<Value>(_ bytes: Int, _ body: () throws -> Value) rethrows -> Value {
        let clock = ContinuousClock()
        let start = clock.now
        defer {
            totals.withLock { totals in
                totals.time += clock.now - start
                totals.bytes += bytes
            }
        }
        return try body()
    }
}
