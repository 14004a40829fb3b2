import CZip
import GANModule

/// Writes a zip file completely or not at all, and never overwrites a file. Entries are stored uncompressed, since images are
/// compressed already, and have no timestamp, so equal content gives equal bytes.
@safe final class ZipWriter {
    private let path: String
    /// libzip writes to a file with a random name next to its target.
    private let folder: ScratchFolder
    private let partial: String
    private var archive: OpaquePointer?
    private var failure: (any Error)?

    /// - Throws: `DataError`.
    init(_ path: String) throws {
        self.path = path
        do throws(SystemError) { folder = try ScratchFolder(in: parent(of: path)) } catch {
            throw DataError(writing: path, error)
        }
        partial = "\(folder.path)/archive.zip"
        var code: Int32 = 0
        unsafe archive = unsafe zip_open(partial, ZIP_CREATE | ZIP_EXCL, &code)
        guard unsafe archive != nil else { throw error("libzip error \(code)") }
    }

    deinit { if let archive = unsafe archive { unsafe zip_discard(archive) } }

    /// - Parameter content: requested when the file is closed, in the order of the entries.
    func add(_ name: String, content: @escaping () throws -> [UInt8]) throws {
        let entry = ZipEntryContent { [unowned self] in
            do { return try content() } catch {
                if failure == nil { failure = error }
                return nil
            }
        }
        let source = unsafe entry.source(for: archive)
        let index = unsafe zip_file_add(archive, name, source, UInt32(ZIP_FL_ENC_UTF_8))
        guard index >= 0 else {
            unsafe zip_source_free(source)
            throw error(unsafe String(cString: zip_strerror(archive)))
        }
        // Stored; 1 January 1980, the start of zip timestamps.
        _ = unsafe zip_set_file_compression(archive, UInt64(index), ZIP_CM_STORE, 0)
        _ = unsafe zip_file_set_dostime(archive, UInt64(index), 0, 0x21, 0)
    }

    /// Writes the file.
    /// - Throws: an error of a content, or `DataError`; then there is no file at the path.
    func close() throws {
        guard unsafe zip_close(archive) == 0 else {
            let reason = unsafe String(cString: zip_strerror(archive))
            throw failure ?? error(reason)
        }
        unsafe archive = nil
        do {
            try SystemFile.reading(partial).synchronize()
            try SystemFile.renameToNew(partial, path)
            try SystemFile.folder(parent(of: path)).synchronizeFolder()
        } catch { throw self.error(error.reason) }
    }

    private func error(_ reason: String) -> DataError {
        DataError(path, "it cannot be written (\(reason))", fix: "free some space, or choose another file")
    }
}
