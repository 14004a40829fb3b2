import CZip
import GANModule
import Synchronization

/// A zip file, open for reading. libzip reads one entry at a time; tasks wait for each other.
@safe package final class ZipArchive: Sendable {
    package let path: String
    /// Size of the whole file.
    package let byteCount: Int
    /// Files only, sorted by the bytes of the names.
    package let entries: [Entry]
    /// Folders that have their own entry, whose name ends with a slash.
    let folderEntries: [Entry]
    private let archive: Mutex<OpaquePointer>

    /// - Throws: `DataError`.
    package init(_ path: String) throws {
        do {
            let status = try SystemFile.status(of: path)
            guard status.isRegular else {
                throw DataError(path, "it is a \(status.kind), not a zip file", fix: "give the path of a file")
            }
            byteCount = status.size
        } catch let error as SystemError {
            throw DataError(path, error)
        }
        var code: Int32 = 0
        guard let opened = unsafe zip_open(path, ZIP_RDONLY, &code) else {
            throw DataError(path, "it is not a readable zip file: \(Self.words(of: code))", fix: Self.repair)
        }
        self.path = path
        let all: [Entry]
        do {
            all = try unsafe Self.checkedEntries(of: opened, path)
            try Self.checkSizes(of: all, path, byteCount: byteCount)
        } catch {
            unsafe zip_discard(opened)
            throw error
        }
        (entries, folderEntries) = (all.filter { !$0.isFolder }, all.filter(\.isFolder))
        unsafe archive = unsafe Mutex(opened)
    }

    deinit { unsafe archive.withLock { unsafe zip_discard($0) } }

    static let repair = "download or copy it again"

    /// - Parameter limit: maximum size in bytes.
    /// - Throws: `DataError` that names the entry.
    package func content(of entry: Entry, limit: Int = 1 << 30) throws -> [UInt8] {
        guard entry.size <= limit else {
            throw DataError(
                place(of: entry), "it has \(entry.size) bytes, more than \(limit >> 20) MiB", fix: "remove it",
                isOfContent: true)
        }
        guard !entry.isBomb else {
            throw DataError(
                place(of: entry),
                "its \(entry.storedSize) bytes unpack to \(entry.size), which is not plausible for an image",
                fix: "check the origin of the file", isOfContent: true)
        }
        let (content, code) = unsafe archive.withLock { unsafe Self.content(of: entry, in: $0) }
        if [ZIP_ER_READ, ZIP_ER_SEEK, ZIP_ER_MEMORY].contains(code) {
            throw DataError(
                place(of: entry), "it cannot be read (\(Self.words(of: code)))", fix: "check the disk and the memory")
        }
        guard let content, content.count == entry.size else {
            throw DataError(
                place(of: entry), "it is damaged or stored in an unknown way", fix: Self.repair,
                isOfContent: true)
        }
        return content
    }

    /// The first bytes of an entry, enough to recognize an image; nil if they cannot be read.
    func start(of entry: Entry) -> [UInt8]? {
        unsafe archive.withLock { archive in
            guard let file = unsafe zip_fopen_index(archive, entry.index, 0) else { return nil }
            defer { unsafe _ = zip_fclose(file) }
            return unsafe [UInt8](unsafeUninitializedCapacity: ImageNames.startSize) { target, initialized in
                initialized = unsafe max(Int(zip_fread(file, target.baseAddress, UInt64(ImageNames.startSize))), 0)
            }
        }
    }

    func place(of entry: Entry) -> String { "\(path): \(entry.name)" }

    /// - Returns: nil on failure, with libzip's error code.
    private static func content(of entry: Entry, in archive: OpaquePointer) -> ([UInt8]?, code: Int32) {
        guard let file = unsafe zip_fopen_index(archive, entry.index, 0) else {
            return (nil, unsafe zip_error_code_zip(zip_get_error(archive)))
        }
        defer { unsafe _ = zip_fclose(file) }
        var isWhole = true
        let content = unsafe [UInt8](unsafeUninitializedCapacity: entry.size) { target, initialized in
            initialized = unsafe max(Int(zip_fread(file, target.baseAddress, UInt64(entry.size))), 0)
            // libzip compares the checksum only when a read reaches the end of the file.
            var surplus: UInt8 = 0
            isWhole = unsafe zip_fread(file, &surplus, 1) == 0
        }
        return (isWhole ? content : nil, unsafe zip_error_code_zip(zip_file_get_error(file)))
    }

    private static func words(of code: Int32) -> String {
        var error = unsafe zip_error_t()
        unsafe zip_error_init_with_code(&error, code)
        defer { unsafe zip_error_fini(&error) }
        return unsafe String(cString: zip_error_strerror(&error))
    }
}
