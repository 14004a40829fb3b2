/// The numbers of a storage: a part of a file or of a nested pickle.
struct TorchStorage {
    let element: TorchElement
    /// Little-endian.
    let bytes: [UInt8]
    let range: Range<Int>
}

/// Where the storages of a pickle lie.
protocol TorchStorages {
    /// - Parameter count: elements that the pickle says it has.
    /// - Throws: `ImportDefect`.
    func storage(_ key: String, _ element: TorchElement, count: Int) throws -> TorchStorage
}

/// What is wrong with a checkpoint of another program, in one line without a full stop.
package struct ImportDefect: Error, Hashable {
    package let problem: String
}

/// Storages that have been read, each once, however many tensors are parts of it.
final class LoadedStorages {
    private var storages: [String: TorchStorage] = [:]
    private var bytes = 0

    /// - Parameter limit: bytes that all may have together.
    /// - Throws: `ImportDefect` beyond that, and what `load` throws.
    func storage(_ key: String, atMost limit: Int, _ load: () throws -> TorchStorage) throws -> TorchStorage {
        if let known = storages[key] { return known }
        let storage = try load()
        bytes += storage.range.count
        guard bytes <= limit else { throw ImportDefect(problem: "its storages lie upon each other") }
        storages[key] = storage
        return storage
    }
}

/// Counts what following a pickle's references costs: a few of them can lead to each other again and again.
final class WorkLimit {
    private var left = 1_000_000

    /// - Throws: `ImportDefect` when it is used up.
    func spend(_ count: Int) throws {
        left -= count
        guard left >= 0 else {
            throw ImportDefect(problem: "its parts lead to each other more often than any checkpoint's")
        }
    }
}
