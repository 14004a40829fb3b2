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

    /// - Parameters:
    ///   - byteCount: what it takes; said before it is read, so that nothing is read that is too large.
    ///   - limit: bytes that all may have together.
    /// - Throws: `ImportDefect` beyond that, and what `load` throws.
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
