import GANTensor
import Glibc

extension Benchmark {
    /// The size of the arrays for memory passes: several times the caches.
    static let arrayBytes = 1 << 26

    static var memcpy: Benchmark {
        Benchmark(
            name: "memory.memcpy", summary: "copying 64 MB, each thread its part: the yardstick of memory",
            work: .bytes(2 * Double(arrayBytes))
        ) { backend in
            let (source, target, pool) = (Block(arrayBytes), Block(arrayBytes), backend.pool)
            // One part per thread: the C library bypasses the caches only for large copies.
            let part = (arrayBytes + pool.threads - 1) / pool.threads
            return {
                pool.pieces(of: arrayBytes, size: part) { range in
                    let start = range.lowerBound
                    Glibc.memcpy(target.bytes + start, source.bytes + start, range.count)
                }
            }
        }
    }

    static var memcpyOnOneThread: Benchmark {
        Benchmark(
            name: "memory.memcpy-1", summary: "copying 64 MB on one thread", work: .bytes(2 * Double(arrayBytes))
        ) { _ in
            let (source, target) = (Block(arrayBytes), Block(arrayBytes))
            return { Glibc.memcpy(target.bytes, source.bytes, arrayBytes) }
        }
    }
}

/// Memory outside the engine's allocator, so that it does not count toward the allocator's peak.
private final class Block {
    let bytes: UnsafeMutableRawPointer

    /// Written once, so that every page is mapped.
    init(_ count: Int) {
        bytes = .allocate(byteCount: count, alignment: 64)
        memset(bytes, 1, count)
    }

    deinit { bytes.deallocate() }
}
