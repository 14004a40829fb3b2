/// Elements in this process's memory.
final class CPUStorage: Storage {
    fileprivate let bytes: UnsafeMutableRawPointer
    private let owner: Owner

    private enum Owner {
        case allocator(CachingAllocator)
        /// A part of another storage, which this keeps alive.
        case storage(CPUStorage)
    }

    init(type: ElementType, count: Int, allocator: CachingAllocator) {
        bytes = allocator.allocate(count * type.byteWidth)
        owner = .allocator(allocator)
        super.init(of: type, count: count)
    }

    init(part storage: CPUStorage, offset: Int, count: Int) {
        precondition(offset >= 0 && count >= 0 && offset + count <= storage.count, "a part lies within its storage")
        bytes = storage.bytes + offset * storage.type.byteWidth
        owner = .storage(storage)
        super.init(of: storage.type, count: count)
    }

    deinit {
        if case .allocator(let allocator) = owner { allocator.deallocate(bytes, byteCount: byteCount) }
    }

    override var ownsMemory: Bool {
        if case .allocator = owner { true } else { false }
    }
}

extension Storage {
    /// The memory behind a storage of the CPU backend, as elements of its type or of its width.
    func elements<Element>(_ type: Element.Type = Element.self) -> UnsafeMutablePointer<Element> {
        guard let storage = self as? CPUStorage else {
            preconditionFailure("a tensor of another backend reached the CPU backend")
        }
        assert(MemoryLayout<Element>.stride == storage.type.byteWidth, "elements are read in their own width")
        return storage.bytes.assumingMemoryBound(to: Element.self)
    }
}
