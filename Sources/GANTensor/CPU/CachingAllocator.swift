import CGANSupport
import Glibc
import Synchronization

/// An allocator that reuses memory of the same size, so that a training loop requests none from the system after its first steps.
package final class CachingAllocator: Sendable {
    package struct Statistics: Sendable {
        /// Bytes in use now, and their maximum so far.
        package var bytesInUse = 0
        package var peakBytesInUse = 0
        /// Bytes kept for reuse.
        package var bytesCached = 0
        /// Number of requests to the system.
        package var systemAllocations = 0
    }

    private struct State {
        var statistics = Statistics()
        /// Free blocks by size in bytes; no list is empty.
        var free: [Int: [Address]] = [:]
        /// Sizes of blocks that were used for smaller requests.
        var larger: [Address: Int] = [:]

        mutating func note(lent size: Int) {
            statistics.bytesInUse += size
            statistics.peakBytesInUse = max(statistics.peakBytesInUse, statistics.bytesInUse)
        }

        /// Returns blocks to the system, the largest first, while more is kept than the maximum use and a quarter of it, or
        /// 64 MiB.
        mutating func trim() {
            let bound = statistics.peakBytesInUse + max(statistics.peakBytesInUse / 4, 64 << 20)
            for size in free.keys.sorted(by: >) {
                while statistics.bytesInUse + statistics.bytesCached > bound, let address = free[size]?.popLast() {
                    unsafe Glibc.free(address.pointer)
                    statistics.bytesCached -= size
                }
                if free[size]?.isEmpty == true { free[size] = nil }
            }
        }

        /// A block of this size, or of the next larger one with little waste.
        mutating func take(_ size: Int) -> (address: Address, size: Int)? {
            let fitting = free[size] != nil ? size : free.keys.filter { $0 > size && $0 <= size + size / 2 }.min()
            guard let fitting, let address = free[fitting]?.popLast() else { return nil }
            if free[fitting]?.isEmpty == true { free[fitting] = nil }
            return (address, fitting)
        }
    }

    /// A pointer that may cross threads: the code that takes it from the cache owns it.
    @safe private struct Address: Hashable, @unchecked Sendable {
        let pointer: UnsafeMutableRawPointer

        static func == (left: Address, right: Address) -> Bool { unsafe left.pointer == right.pointer }

        func hash(into hasher: inout Hasher) { unsafe hasher.combine(pointer) }
    }

    /// A cache line, and the widest vector.
    private static let alignment = 64
    private let state = Mutex(State())

    private let fillByte: UInt8?

    /// - Parameter fillByte: fills memory before it is used, for tests; 0xFF makes every float
    /// NaN.
    package init(fillByte: UInt8? = nil) { self.fillByte = fillByte }

    deinit { releaseCache() }

    package var statistics: Statistics { state.withLock { $0.statistics } }

    /// Returns a block of at least `byteCount` bytes with undefined contents.
    /// - Parameter purpose: for the message if memory runs out.
    package func allocate(
        _ byteCount: Int, for purpose: @autoclosure () -> String = "an operation"
    ) -> UnsafeMutableRawPointer {
        let size = Self.roundedSize(byteCount)
        let reused = state.withLock { state -> Address? in
            guard let block = state.take(size) else {
                state.note(lent: size)
                state.statistics.systemAllocations += 1
                return nil
            }
            if block.size != size { state.larger[block.address] = block.size }
            state.statistics.bytesCached -= block.size
            state.note(lent: block.size)
            return block.address
        }
        let pointer = unsafe reused?.pointer ?? allocateFromSystem(size, purpose)
        if let fillByte { unsafe memset(pointer, Int32(fillByte), size) }
        return unsafe pointer
    }

    /// Takes back the result of `allocate(byteCount)`.
    package func deallocate(_ pointer: UnsafeMutableRawPointer, byteCount: Int) {
        let address = unsafe Address(pointer: pointer)
        state.withLock { state in
            let size = state.larger.removeValue(forKey: address) ?? Self.roundedSize(byteCount)
            state.statistics.bytesInUse -= size
            state.statistics.bytesCached += size
            state.free[size, default: []].append(address)
        }
    }

    /// Returns all memory kept for reuse to the system.
    package func releaseCache() {
        state.withLock { state in
            for address in state.free.values.joined() { unsafe free(address.pointer) }
            state.free = [:]
            state.statistics.bytesCached = 0
        }
    }

    /// Memory for `count` elements during `body`.
    package func withScratch<Element, Result>(
        _ type: Element.Type, _ count: Int, _ body: (UnsafeMutablePointer<Element>) throws -> Result
    ) rethrows -> Result {
        let byteCount = max(count, 1) * MemoryLayout<Element>.stride
        let pointer = unsafe allocate(byteCount)
        defer { unsafe deallocate(pointer, byteCount: byteCount) }
        return unsafe try body(pointer.bindMemory(to: type, capacity: count))
    }

    /// Ends the process if memory runs out; see `OutOfMemory`.
    private func allocateFromSystem(_ size: Int, _ purpose: () -> String) -> UnsafeMutableRawPointer {
        state.withLock { $0.trim() }
        if isWithinMemory, let pointer = unsafe aligned_alloc(Self.alignment, size) { return unsafe pointer }
        releaseCache()
        if isWithinMemory, let pointer = unsafe aligned_alloc(Self.alignment, size) { return unsafe pointer }
        OutOfMemory(
            neededBytes: size, usedBytes: statistics.bytesInUse - size, physicalBytes: Self.physicalMemory,
            purpose: purpose()
        ).end()
    }

    /// Whether memory in use and kept fits the machine. The system would grant more, and later kill the process without a
    /// message.
    private var isWithinMemory: Bool {
        let statistics = statistics
        return statistics.bytesInUse + statistics.bytesCached <= Self.physicalMemory
    }

    static let physicalMemory = Int(clamping: ganzoo_memory())

    /// Rounds up to the next of eight sizes per power of two, so that at most an eighth is wasted.
    private static func roundedSize(_ byteCount: Int) -> Int {
        let count = max(byteCount, alignment)
        let highestBit = Int.bitWidth - 1 - count.leadingZeroBitCount
        let step = max(1 << max(highestBit - 3, 0), alignment)
        return (count + step - 1) / step * step
    }
}
