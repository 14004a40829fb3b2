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
struct ImportDefect: Error, Hashable {
    let problem: String
}
