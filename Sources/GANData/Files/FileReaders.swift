import GANCore

/// Reads images from the files of a folder.
struct FolderImages: ImageReader {
    private let folder: String
    /// Relative to the folder, or absolute.
    private let paths: [String]

    init(root: String, paths: [String]) { (folder, self.paths) = (root, paths) }

    var root: String? { folder }

    func place(of index: Int) -> String { absolutePath(paths[index], in: folder) }

    func image(at index: Int) throws -> StoredImage {
        try ImageCodec.decode(try FileBytes.image(place(of: index)), place: place(of: index))
    }

    func contents(of positions: [Int32], _ hashes: FileHashes, _ report: PreparationReport) throws -> [UInt64] {
        var words: [UInt64] = []
        words.reserveCapacity(2 * positions.count)
        for start in stride(from: 0, to: positions.count, by: Self.blockSize) {
            let count = min(Self.blockSize, positions.count - start)
            words += concurrentMap(count) { hashes.hash(of: paths[Int(positions[start + $0])]) }.flatMap(\.words)
            try report(PreparationStep("reading images", done: start + count, count: positions.count))
        }
        return words
    }

    private static let blockSize = 1024
}

/// Reads images from the entries of a zip file.
struct ZipImages: ImageReader {
    let archive: ZipArchive
    let entries: [ZipArchive.Entry]

    var root: String? { archive.path }

    func place(of index: Int) -> String { "\(archive.path): \(entries[index].name)" }

    func contents(of positions: [Int32], _ hashes: FileHashes, _ report: PreparationReport) throws -> [UInt64] {
        let hash = try hashes.hash(of: "") { done, count in
            try report(PreparationStep("reading bytes of the archive", done: done, count: count))
        }
        return hash.words + positions.map { UInt64($0) }
    }

    func image(at index: Int) throws -> StoredImage {
        let bytes = try archive.content(of: entries[index], limit: FileBytes.largestImage)
        return try ImageCodec.decode(bytes, place: place(of: index))
    }
}

extension ImageCodec {
    /// - Parameter place: name of the file in messages.
    static func decode(_ bytes: [UInt8], place: String) throws -> StoredImage {
        do throws(ImageDefect) {
            return try decode(bytes)
        } catch { throw DataError(place, error) }
    }
}
