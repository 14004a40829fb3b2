/// Reads images from the files of a folder.
struct FolderImages: ImageReader {
    let root: String
    /// Relative to `root`.
    let paths: [String]

    func place(of index: Int) -> String { "\(root)/\(paths[index])" }

    func image(at index: Int) throws -> RasterImage {
        try ImageCodec.decode(try FileBytes.read(place(of: index)), place: place(of: index))
    }
}

/// Reads images from the entries of a zip file.
struct ZipImages: ImageReader {
    let archive: ZipArchive
    let entries: [ZipArchive.Entry]

    func place(of index: Int) -> String { "\(archive.path): \(entries[index].name)" }

    func image(at index: Int) throws -> RasterImage {
        try ImageCodec.decode(try archive.content(of: entries[index]), place: place(of: index))
    }
}

extension ImageCodec {
    /// - Parameter place: the file, for messages.
    fileprivate static func decode(_ bytes: [UInt8], place: String) throws -> RasterImage {
        do throws(ImageDefect) {
            return try decode(bytes)
        } catch { throw DataError(place, error.problem, fix: error.fix) }
    }
}
