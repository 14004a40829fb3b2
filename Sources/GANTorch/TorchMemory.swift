import GANTensor

/// Elements in memory of libtorch: none before the first kernel writes them.
///
/// A kernel's result becomes the memory of its output, without a copy. Only what has parts, or is one, is written in place.
final class TorchMemory: StorageMemory {
    private var elements: TorchTensor?
    private var isShared: Bool

    init() { (elements, isShared) = (nil, false) }
    private init(part: TorchTensor) { (elements, isShared) = (part, true) }

    /// Contiguous, with one axis of `storage.count`. Elements that nothing wrote are undefined.
    static func tensor(_ storage: Storage, on device: TorchDevice) -> TorchTensor {
        let memory = of(storage)
        if let elements = memory.elements { return elements }
        let elements = TorchTensor.empty([storage.count], TorchType(storage.dtype), on: device)
        memory.elements = elements
        return elements
    }

    /// Makes `result`, of any sizes and strides, the elements of `storage`.
    static func put(_ result: TorchTensor, into storage: Storage) {
        let memory = of(storage)
        let flat = result.contiguous.view([storage.count])
        if memory.isShared, let place = memory.elements { place.copy(from: flat) } else { memory.elements = flat }
    }

    /// `count` elements from `offset`, which see every change.
    static func part(_ storage: Storage, offset: Int, count: Int, on device: TorchDevice) -> TorchMemory {
        let whole = tensor(storage, on: device)
        of(storage).isShared = true
        return TorchMemory(part: whole.view([count], [1], offset: offset))
    }

    private static func of(_ storage: Storage) -> TorchMemory {
        guard let memory = storage.memory as? TorchMemory else {
            preconditionFailure("a tensor of another backend reached libtorch")
        }
        return memory
    }
}
