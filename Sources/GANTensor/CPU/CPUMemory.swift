/// Elements in this process's memory.
@safe final class CPUMemory: StorageMemory {
    fileprivate let bytes: UnsafeMutableRawPointer
    private let owner: Owner

    /// More bytes than any machine has, which can still be rounded up.
    private static let tooMany = 1 << 62

    private enum Owner {
        case allocator(CachingAllocator, byteCount: Int)
        /// A part of other memory, which it retains.
        case memory(CPUMemory)
    }

    init(dtype: ElementType, count: Int, allocator: CachingAllocator) {
        let (product, overflow) = count.multipliedReportingOverflow(by: dtype.byteWidth)
        let byteCount = overflow ? Self.tooMany : min(product, Self.tooMany)
        unsafe bytes = allocator.allocate(byteCount, for: "a tensor of \(count) \(dtype)")
        owner = .allocator(allocator, byteCount: byteCount)
    }

    init(part memory: CPUMemory, byteOffset: Int) {
        unsafe bytes = memory.bytes + byteOffset
        owner = .memory(memory)
    }

    deinit {
        if case .allocator(let allocator, let byteCount) = owner {
            unsafe allocator.deallocate(bytes, byteCount: byteCount)
        }
    }
}

extension Storage {
    convenience init(dtype: ElementType, count: Int, allocator: CachingAllocator) {
        let memory = CPUMemory(dtype: dtype, count: count, allocator: allocator)
        self.init(dtype: dtype, count: count, memory: memory, isPart: false)
    }

    /// `count` elements of `storage` from `offset`.
    convenience init(part storage: Storage, offset: Int, count: Int) {
        precondition(offset >= 0 && count >= 0 && offset + count <= storage.count, "a part lies within its storage")
        let memory = CPUMemory(part: storage.cpuMemory, byteOffset: offset * storage.dtype.byteWidth)
        self.init(dtype: storage.dtype, count: count, memory: memory, isPart: true)
    }

    /// The memory of a storage of the CPU backend, as elements of its type or of its width.
    func elements<Element>(_ type: Element.Type = Element.self) -> UnsafeMutablePointer<Element> {
        assert(MemoryLayout<Element>.stride == self.dtype.byteWidth, "elements are read in their own width")
        return unsafe cpuMemory.bytes.assumingMemoryBound(to: type)
    }

    /// The first byte.
    var bytes: UnsafeMutableRawPointer { unsafe cpuMemory.bytes }

    private var cpuMemory: CPUMemory {
        guard let memory = memory as? CPUMemory else {
            preconditionFailure("a tensor of another backend reached the CPU backend")
        }
        return memory
    }
}
