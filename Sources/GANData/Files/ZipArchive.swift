import CZip
import GANModule
import Synchronization

/// A zip file, open for reading. libzip reads one entry at a time; tasks wait for each other.
@safe final class ZipArchive: Sendable {
    struct Entry: Sendable {
        let name: String
        /// Bytes of the content.
        let size: Int
        fileprivate let index: UInt64
    }

    let path: String
    /// Files only, sorted by the bytes of the names.
    let entries: [Entry]
    private let archive: Mutex<OpaquePointer>

    /// - Throws: `DataError`.
    init(_ path: String) throws {
        do {
            let status = try SystemFile.status(of: path)
            guard status.isRegular else {
                throw DataError(path, "it is a \(status.kind), not a zip file", fix: "give the path of a file")
            }
        } catch let error as SystemError {
            throw DataError(path, error)
        }
        var code: Int32 = 0
        guard let opened = unsafe zip_open(path, ZIP_RDONLY, &code) else {
            throw DataError(path, "it is no zip file that can be read: \(Self.words(of: code))", fix: Self.repair)
        }
        self.path = path
        entries = unsafe Self.entries(of: opened)
        unsafe archive = unsafe Mutex(opened)
    }

    deinit { unsafe archive.withLock { unsafe zip_discard($0) } }

    private static let repair = "download or copy it again"

    /// - Throws: `DataError`, which names the entry.
    func content(of entry: Entry) throws -> [UInt8] {
        guard entry.size <= FileBytes.largestSize else {
            throw DataError("\(path): \(entry.name)", "it has \(entry.size) bytes, more than 1 GiB", fix: "remove it")
        }
        let content = unsafe archive.withLock { unsafe Self.content(of: entry, in: $0) }
        guard let content, content.count == entry.size else {
            throw DataError(
                "\(path): \(entry.name)", "it is damaged or stored in a way that is not known", fix: Self.repair)
        }
        return content
    }

    private static func content(of entry: Entry, in archive: OpaquePointer) -> [UInt8]? {
        guard let file = unsafe zip_fopen_index(archive, entry.index, 0) else { return nil }
        defer { unsafe _ = zip_fclose(file) }
        var isWhole = true
        let content = unsafe [UInt8](unsafeUninitializedCapacity: entry.size) { target, initialized in
            initialized = unsafe max(Int(zip_fread(file, target.baseAddress, UInt64(entry.size))), 0)
            // The checksum is compared at the end of the file, which only a further read reaches.
            var surplus: UInt8 = 0
            isWhole = unsafe zip_fread(file, &surplus, 1) == 0
        }
        return isWhole ? content : nil
    }

    private static func entries(of archive: OpaquePointer) -> [Entry] {
        let count = unsafe max(zip_get_num_entries(archive, 0), 0)
        var entries: [Entry] = []
        for index in 0..<UInt64(count) {
            var status = unsafe zip_stat_t()
            guard unsafe zip_stat_index(archive, index, 0, &status) == 0, let name = unsafe status.name else {
                continue
            }
            let entry = unsafe Entry(name: String(cString: name), size: Int(clamping: status.size), index: index)
            if !entry.name.hasSuffix("/") { entries.append(entry) }
        }
        return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private static func words(of code: Int32) -> String {
        var error = unsafe zip_error_t()
        unsafe zip_error_init_with_code(&error, code)
        defer { unsafe zip_error_fini(&error) }
        return unsafe String(cString: zip_error_strerror(&error))
    }
}
