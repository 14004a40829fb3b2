import GANData

/// A file of torch.save since version 1.6: a zip file with a pickle and a file for each storage below one folder.
struct TorchZipFile: TorchStorages {
    let pickle: [UInt8]
    private let archive: ZipArchive
    private let folder: String
    private let loaded = LoadedStorages()

    init(_ path: String) throws {
        archive = try ZipArchive(path)
        let pickles = archive.entries.filter { $0.name == "data.pkl" || $0.name.hasSuffix("/data.pkl") }
        guard let entry = pickles.first, pickles.count == 1 else {
            throw ImportDefect(problem: "it is a zip file, but none of PyTorch: it has no data.pkl")
        }
        let folder = String(entry.name.dropLast("data.pkl".count))
        self.folder = folder
        pickle = try Self.content(of: entry, in: archive, limit: Self.longestPickle)
        if let order = archive.entries.first(where: { $0.name == folder + "byteorder" }) {
            guard try Self.content(of: order, in: archive, limit: 64).starts(with: "little".utf8) else {
                throw ImportDefect(problem: "its numbers are big-endian")
            }
        }
    }

    private static let longestPickle = 64 << 20

    /// PyTorch compresses nothing; what is compressed could be far larger than the file.
    private static func content(of entry: ZipArchive.Entry, in archive: ZipArchive, limit: Int) throws -> [UInt8] {
        guard entry.size == entry.storedSize else {
            throw ImportDefect(problem: "`\(entry.name)` in it is compressed, as PyTorch writes nothing")
        }
        return try archive.content(of: entry, limit: limit)
    }

    func storage(_ key: String, _ element: TorchElement, count: Int) throws -> TorchStorage {
        guard let entry = archive.entries.first(where: { $0.name == "\(folder)data/\(key)" }) else {
            throw ImportDefect(problem: "it has no storage `\(key)`")
        }
        guard count.multiplied(by: element.type.byteWidth) == entry.size else {
            throw ImportDefect(
                problem: "its storage `\(key)` has \(entry.size) bytes, and \(count) numbers are announced")
        }
        return try loaded.storage("\(key) \(element.rawValue)", atMost: archive.byteCount) {
            let bytes = try Self.content(of: entry, in: archive, limit: .max)
            return TorchStorage(element: element, bytes: bytes, range: 0..<bytes.count)
        }
    }
}
