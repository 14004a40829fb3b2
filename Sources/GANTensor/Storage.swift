/// Memory for a tensor's elements on a backend.
///
/// A storage is written once, by the kernel whose output it is, and only read afterwards. The few kernels that update in
/// place document it and require a storage that nothing else references.
package final class Storage {
    package let dtype: ElementType
    package let count: Int
    /// Opaque: only its backend uses the contents.
    package let memory: any StorageMemory
    /// False for a part of another storage's memory, and for a storage with parts: others may see changes.
    package private(set) var ownsMemoryAlone: Bool

    package init(dtype: ElementType, count: Int, memory: any StorageMemory, isPart: Bool) {
        self.dtype = dtype
        self.count = count
        self.memory = memory
        ownsMemoryAlone = !isPart
    }

    /// `count` elements from `offset`, sharing this memory.
    func part(offset: Int, count: Int) -> Storage {
        ownsMemoryAlone = false
        return Backends.current.slice(self, offset: offset, count: count)
    }

    package var byteCount: Int { count * dtype.byteWidth }
}

/// The memory of a backend.
package protocol StorageMemory: AnyObject {}
