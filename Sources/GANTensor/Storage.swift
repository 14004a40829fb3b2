/// Memory that holds a tensor's elements on some backend.
///
/// A storage is written once, by the kernel whose output it is, and read from then on; the few kernels that update in
/// place say so and are called only with a storage that nobody else holds.
package final class Storage {
    package let type: ElementType
    package let count: Int
    /// Opaque: only its backend looks inside.
    package let memory: any StorageMemory
    /// False for a part of another storage's memory, and for one that parts were taken of: others may see it change.
    package private(set) var ownsMemoryAlone: Bool

    package init(type: ElementType, count: Int, memory: any StorageMemory, isPart: Bool) {
        self.type = type
        self.count = count
        self.memory = memory
        ownsMemoryAlone = !isPart
    }

    /// `count` elements from `offset`, sharing this memory.
    func part(offset: Int, count: Int) -> Storage {
        ownsMemoryAlone = false
        return Backends.current.slice(self, offset: offset, count: count)
    }

    package var byteCount: Int { count * type.byteWidth }
}

/// What a backend keeps elements in.
package protocol StorageMemory: AnyObject {}
