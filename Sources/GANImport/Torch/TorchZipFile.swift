import GANData

/// A file of torch.save since version 1.6: a zip file with a pickle and a file for each storage below one folder.
struct TorchZipFile: TorchStorages {
    let pickle: [UInt8]
    private let archive: ZipArchive
    private let folder: String

    init(_ path: String) throws {
        archive = try ZipArchive(path)
        let pickles = archive.entries.filter { $0.name == "data.pkl" || $0.name.hasSuffix("/data.pkl") }
        guard let entry = pickles.first, pickles.count == 1 else {
            throw ImportDefect(problem: "it is a zip file, but none of PyTorch: it has no data.pkl")
        }
        let folder = String(entry.name.dropLast("data.pkl".count))
        self.folder = folder
        pickle = try archive.content(of: entry, limit: Self.longestPickle)
        if let order = archive.entries.first(where: { $0.name == folder + "byteorder" }) {
            guard try archive.content(of: order).starts(with: "little".utf8) else {
                throw ImportDefect(problem: "its numbers are big-endian")
            }
        }
    }

    private static let longestPickle = 64 << 20

    func storage(_ key: String, _ element: TorchElement, count: Int) throws -> TorchStorage {
        guard let entry = archive.entries.first(where: { $0.name == "\(folder)data/\(key)" }) else {
            throw ImportDefect(problem: "it has no storage `\(key)`")
        }
        let bytes = try archive.content(of: entry, limit: .max)
        guard count.multiplied(by: element.type.byteWidth) == bytes.count else {
            throw ImportDefect(
                problem: "its storage `\(key)` has \(bytes.count) bytes, and \(count) numbers are announced")
        }
        return TorchStorage(element: element, bytes: bytes, range: 0..<bytes.count)
    }
}
