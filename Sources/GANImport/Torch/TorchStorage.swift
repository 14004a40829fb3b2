import GANCore

/// The values of a storage: a part of a file or of a nested pickle.
struct TorchStorage {
    let element: TorchElement
    /// Little-endian.
    let bytes: [UInt8]
    let range: Range<Int>
}

/// Provides the storages of a pickle.
protocol TorchStorages {
    /// - Parameter count: number of elements that the pickle states.
    /// - Throws: `ImportDefect`.
    func storage(_ key: String, _ element: TorchElement, count: Int) throws -> TorchStorage
}

/// A cache of storages: each is read once, however many tensors use it.
final class LoadedStorages {
    private var storages: [String: TorchStorage] = [:]
    private var bytes = 0

    /// - Parameters:
    /// - byteCount: size of the storage; checked before reading.
    /// - limit: maximum total size of all storages.
    /// - Throws: `ImportDefect` beyond the limit, and errors of `load`.
    func storage(
        _ key: String, byteCount: Int, atMost limit: Int, _ load: () throws -> TorchStorage
    ) throws -> TorchStorage {
        if let known = storages[key] { return known }
        guard let sum = bytes.added(to: byteCount), sum <= limit else {
            throw ImportDefect(problem: "its storages have more bytes than the file")
        }
        bytes = sum
        let storage = try load()
        storages[key] = storage
        return storage
    }
}

/// Counts the references that are followed: a few of them can form cycles.
final class WorkLimit {
    private var left = 1_000_000

    /// - Throws: `ImportDefect` if the limit is reached.
    func spend(_ count: Int) throws {
        left -= count
        guard left >= 0 else {
            throw ImportDefect(problem: "it has more references than any checkpoint")
        }
    }
}
