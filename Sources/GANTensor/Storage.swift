/// Memory that holds a tensor's elements on some backend. Opaque: only its backend looks inside.
///
/// A storage is written once, by the kernel whose output it is, and read from then on; the few kernels that update in
/// place say so and are called only with a storage that nobody else holds.
open class Storage {
    package let type: ElementType
    package let count: Int

    package init(of type: ElementType, count: Int) {
        self.type = type
        self.count = count
    }

    /// False for a part of another storage's memory.
    open var ownsMemory: Bool { true }

    package var byteCount: Int { count * type.byteWidth }
}
