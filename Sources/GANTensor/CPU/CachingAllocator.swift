import Glibc
import Synchronization

/// Memory that is kept for the next request of its size, so that a training loop in its stride asks the system for none.
package final class CachingAllocator: Sendable {
    package struct Statistics: Sendable {
        /// Bytes handed out now, and at most so far.
        package var bytesInUse = 0
        package var peakBytesInUse = 0
        /// Bytes kept for reuse.
        package var bytesCached = 0
        /// Requests that went to the system.
        package var systemAllocations = 0
    }

    private struct State {
        var statistics = Statistics()
        var free: [Int: [Address]] = [:]
    }

    /// A pointer that may cross threads: whoever takes it from the cache owns it.
    private struct Address: @unchecked Sendable {
        let pointer: UnsafeMutableRawPointer
    }

    /// A cache line, and the widest vector.
    private static let alignment = 64
    private let state = Mutex(State())

    private let fillByte: UInt8?

    /// - Parameter fillByte: what memory is filled with before it is handed out, for tests; 0xFF makes every float not a
    ///   number.
    package init(fillByte: UInt8? = nil) { self.fillByte = fillByte }

    deinit { releaseCache() }

    package var statistics: Statistics { state.withLock { $0.statistics } }

    /// At least `byteCount` bytes with undefined contents.
    package func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
        let size = Self.roundedSize(byteCount)
        let reused = state.withLock { state -> Address? in
            state.statistics.bytesInUse += size
            state.statistics.peakBytesInUse = max(state.statistics.peakBytesInUse, state.statistics.bytesInUse)
            guard let address = state.free[size]?.popLast() else {
                state.statistics.systemAllocations += 1
                return nil
            }
            state.statistics.bytesCached -= size
            return address
        }
        let pointer = reused?.pointer ?? allocateFromSystem(size)
        if let fillByte { memset(pointer, Int32(fillByte), size) }
        return pointer
    }

    /// Takes back what `allocate(byteCount)` gave.
    package func deallocate(_ pointer: UnsafeMutableRawPointer, byteCount: Int) {
        let size = Self.roundedSize(byteCount)
        let address = Address(pointer: pointer)
        state.withLock { state in
            state.statistics.bytesInUse -= size
            state.statistics.bytesCached += size
            state.free[size, default: []].append(address)
        }
    }

    /// Gives everything kept for reuse back to the system.
    package func releaseCache() {
        state.withLock { state in
            for address in state.free.values.joined() { free(address.pointer) }
            state.free = [:]
            state.statistics.bytesCached = 0
        }
    }

    /// Memory for `count` elements during `body`.
    package func withScratch<Element, Result>(
        _ type: Element.Type, _ count: Int, _ body: (UnsafeMutablePointer<Element>) throws -> Result
    ) rethrows -> Result {
        let byteCount = max(count, 1) * MemoryLayout<Element>.stride
        let pointer = allocate(byteCount)
        defer { deallocate(pointer, byteCount: byteCount) }
        return try body(pointer.bindMemory(to: type, capacity: count))
    }

    /// Ends the process in words when there is no more: operations cannot throw, and a trap would bury the reason.
    private func allocateFromSystem(_ size: Int) -> UnsafeMutableRawPointer {
        if isWithinMemory, let pointer = aligned_alloc(Self.alignment, size) { return pointer }
        releaseCache()
        if isWithinMemory, let pointer = aligned_alloc(Self.alignment, size) { return pointer }
        let used = (statistics.bytesInUse - size) / 1_048_576
        let message =
            "out of memory: \(size / 1_048_576) MiB more were needed with \(used) MiB in use, of the"
            + " \(Self.physicalMemory / 1_048_576) MiB of this machine\n  fix: a smaller batch, resolution or network\n"
        write(STDERR_FILENO, message, message.utf8.count)
        exit(1)
    }

    /// What is in use and kept fits the machine. The system would promise more, and end the process later without a word.
    private var isWithinMemory: Bool {
        let statistics = statistics
        return statistics.bytesInUse + statistics.bytesCached <= Self.physicalMemory
    }

    private static let physicalMemory = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))

    /// Up to the next of eight sizes per power of two, so that at most an eighth is wasted.
    private static func roundedSize(_ byteCount: Int) -> Int {
        let count = max(byteCount, alignment)
        let highestBit = Int.bitWidth - 1 - count.leadingZeroBitCount
        let step = max(1 << max(highestBit - 3, 0), alignment)
        return (count + step - 1) / step * step
    }
}
