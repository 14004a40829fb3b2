import CGANSupport

/// Fork-join parallelism for kernels. The work is split into pieces of fixed sizes, independent of the number of
/// threads, so results do not depend on it.
@safe package final class ThreadPool: Sendable {
    /// Including the caller's thread.
    package let threads: Int
    // The C pool synchronizes itself; the pointer never changes.
    private nonisolated(unsafe) let pool: OpaquePointer?

    /// The pool has fewer threads, down to the caller's alone, if the system does not provide more.
    package init(threads: Int) {
        var threads = max(threads, 1)
        var pool = unsafe ganzoo_pool_create(Int32(clamping: threads))
        while unsafe pool == nil && threads > 1 {
            threads /= 2
            unsafe pool = ganzoo_pool_create(Int32(clamping: threads))
        }
        self.threads = unsafe pool == nil ? 1 : threads
        unsafe self.pool = pool
    }

    deinit { unsafe pool.map(ganzoo_pool_destroy) }

    /// Calls `body` once for every index below `count`, on any thread in any order; serially inside another run.
    package func run(_ count: Int, _ body: (Int) -> Void) {
        guard count > 1, threads > 1, let pool = unsafe pool else {
            for index in 0..<max(count, 0) { body(index) }
            return
        }
        withoutActuallyEscaping(body) { body in
            unsafe withUnsafePointer(to: body) { context in
                unsafe ganzoo_pool_run(
                    pool, count,
                    { context, index in unsafe context?.assumingMemoryBound(to: ((Int) -> Void).self).pointee(index) },
                    unsafe UnsafeMutableRawPointer(mutating: context))
            }
        }
    }

    /// Splits 0 ..< count into pieces of `size` (the last may be smaller) and calls `body` once for each.
    package func pieces(of count: Int, size: Int, _ body: (Range<Int>) -> Void) {
        run((count + size - 1) / size) { index in
            body((index * size)..<min((index + 1) * size, count))
        }
    }
}
