import GANCore
import GANData
import GANModule

/// A file of torch.save since version 1.6: a zip file with a pickle and one file per storage in one folder.
struct TorchZipFile: TorchStorages {
    let pickle: [UInt8]
    private let archive: ZipArchive
    /// The storages by key.
    private let storages: [String: ZipArchive.Entry]
    private let loaded = LoadedStorages()

    init(_ path: String) throws {
        archive = try ZipArchive(path)
        let pickles = archive.entries.filter { $0.name == "data.pkl" || $0.name.hasSuffix("/data.pkl") }
        guard let entry = pickles.first, pickles.count == 1 else {
            let found = pickles.isEmpty ? "no data.pkl" : "\(pickles.count) files data.pkl"
            throw ImportDefect(problem: "it is a zip file, but not one of PyTorch: it has \(found)")
        }
        let folder = String(entry.name.dropLast("data.pkl".count))
        storages = Self.entries(of: archive, under: "\(folder)data/")
        pickle = try Self.content(of: entry, in: archive, limit: Self.longestPickle)
        if let order = archive.entries.first(where: { $0.name == folder + "byteorder" }) {
            guard try Self.content(of: order, in: archive, limit: 64).starts(with: "little".utf8) else {
                throw ImportDefect(problem: "its values are big-endian")
            }
        }
    }

    private static let longestPickle = 64 << 20

    /// The entries by the part of their names after `folder`.
    private static func entries(of archive: ZipArchive, under folder: String) -> [String: ZipArchive.Entry] {
        let entries = archive.entries.filter { $0.name.hasPrefix(folder) }
        return Dictionary(entries.map { (String($0.name.dropFirst(folder.count)), $0) }) { first, _ in first }
    }

    /// PyTorch does not compress; a compressed entry could unpack to far more than the file's size.
    private static func refuseCompression(of entry: ZipArchive.Entry) throws {
        guard entry.size == entry.storedSize else {
            throw ImportDefect(
                problem: "`\(entry.name.shortened(to: 100))` in it is compressed, which PyTorch never does")
        }
    }

    private static func content(of entry: ZipArchive.Entry, in archive: ZipArchive, limit: Int) throws -> [UInt8] {
        try refuseCompression(of: entry)
        return try archive.content(of: entry, limit: limit)
    }

    func storage(_ key: String, _ element: TorchElement, count: Int) throws -> TorchStorage {
        guard let entry = storages[key] else {
            throw ImportDefect(problem: "it has no storage `\(key)`")
        }
        try Self.refuseCompression(of: entry)
        guard count.multiplied(by: element.type.byteWidth) == entry.size else {
            throw ImportDefect(
                problem:
                    "its storage `\(key)` has \(counted(entry.size, "byte")), but should have \(counted(count, "value"))"
            )
        }
        let name = "\(key) \(element.rawValue)"
        return try loaded.storage(name, byteCount: entry.size, atMost: archive.byteCount) {
            let bytes = try archive.content(of: entry, limit: archive.byteCount)
            return TorchStorage(element: element, bytes: bytes, range: 0..<bytes.count)
        }
    }
}
