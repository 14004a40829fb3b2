import GANCore

/// The image files of a folder and its subfolders, found as the project's data sets find them.
///
/// Files are found by name, and those without a known extension by their first bytes. Hidden files and
/// those of systems and file managers are left out.
public struct ImageFiles: Sendable {
    public let folder: String
    /// Relative to the folder, sorted by bytes: `cats/1.png`.
    public let names: [String]
    /// Notes for the user, one line each, as in `SampleSource.warnings`.
    public let warnings: [String]

    /// - Throws: `DataError` if the folder or one below it cannot be read, or if it has no image.
    @_alwaysEmitIntoClient public init(in folder: String) throws {
        try self.init(in: folder, for: compiledDataABIFingerprint())
    }

    /// - Parameter compiled: a text that stays in the caller's library, where `ganzoo` compares it before it loads the library.
    @inline(never) public init(in folder: String, for compiled: StaticString) throws {
        let scan = try ImageScan(folder)
        if let fault = scan.faults.first { throw fault }
        guard !scan.images.isEmpty else {
            throw DataError(
                folder, "the folder contains no image", fix: "use a folder that contains .png or .jpg files")
        }
        self.folder = folder
        (names, warnings) = (scan.images, scan.notes.filter(\.isWarning).map(\.text))
    }

    /// The path of a file.
    public func path(of name: String) -> String { absolutePath(name, in: folder) }

    /// A text that changes with any byte of the files and with their names, for `SampleSource.fingerprint()`. Hashes are cached,
    /// so only changed files are read again.
    public func fingerprint() throws -> String {
        let hashes = FileHashes(root: folder, CacheFolder.current)
        let reader = FolderImages(root: folder, paths: names)
        let contents = try reader.contents(of: Array(0..<Int32(names.count)), hashes) { _ in }
        hashes.save()
        return ContentHash(contents + ContentHash(names.joined(separator: "\n")).words).text
    }
}
