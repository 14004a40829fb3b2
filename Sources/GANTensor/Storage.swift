/// Memory that holds a tensor's elements on some backend.
///
/// A storage is written once, by the kernel whose output it is, and read from then on; the few kernels that update in
/// place say so and are called only with a storage that nobody else holds.
package final class Storage {
    package let type: ElementType
    package let count: Int
    /// Opaque: only its backend looks inside.
    package let memory: any StorageMemory
    /// False for a part of another storage's memory.
    package let ownsMemory: Bool

    package init(type: ElementType, count: Int, memory: any StorageMemory, ownsMemory: Bool) {
        self.type = type
        self.count = count
        self.memory = memory
        self.ownsMemory = ownsMemory
    }

    package var byteCount: Int { count * type.byteWidth }
}

/// What a backend keeps elements in.
package protocol StorageMemory: AnyObject {}
