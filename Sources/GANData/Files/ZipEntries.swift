import CZip
import GANCore

extension ZipArchive {
    /// Refuses entries that take more than the archive has, before memory is allocated for them. Entries that share their bytes would: a
    /// directory of 4 MB could name a hundred thousand images that all are one.
    /// - Throws: `DataError`.
    static func checkSizes(of entries: [Entry], _ path: String, byteCount: Int) throws {
        var sum = 0
        for entry in entries {
            // An uncompressed entry takes its own size.
            let taken = entry.isPacked ? entry.storedSize : max(entry.size, entry.storedSize)
            guard taken <= byteCount else {
                throw DataError(
                    "\(path): \(entry.name)", "its stated size is \(taken) bytes, but the archive has \(byteCount)",
                    fix: repair, isOfContent: true)
            }
            sum += taken
            guard sum <= byteCount else {
                throw DataError(
                    path, "its entries state more bytes than it has, \(grouped(byteCount)), so some share theirs",
                    fix: "check the origin of the file", isOfContent: true)
            }
        }
    }

    package struct Entry: Sendable {
        package let name: String
        /// Size of the content in bytes, as the archive states it.
        package let size: Int
        /// Size in the archive in bytes.
        package let storedSize: Int
        /// Whether the entry is compressed.
        let isPacked: Bool
        let index: UInt64
        fileprivate let isEncrypted: Bool
        fileprivate let isLink: Bool
    }

    /// All files and folders, sorted by the bytes of the names.
    ///
    /// Names that lead out of the archive are refused, although GANZoo unpacks no file to the disk: a program that
    /// packs images does not write such names, so the rest of the archive cannot be trusted either.
    /// - Throws: `DataError` about the first entry that does not belong in an archive of images.
    static func checkedEntries(of archive: OpaquePointer, _ path: String) throws -> [Entry] {
        let entries = unsafe entries(of: archive).sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        for (entry, next) in zip(entries, entries.map(\.name).dropFirst() + [""]) {
            if let defect = entry.defect ?? (entry.name == next ? .duplicate : nil) {
                throw DataError("\(path): \(entry.name.shortened(to: longestShown))", defect.problem, fix: defect.fix)
            }
        }
        return entries
    }

    /// Most characters of a name in a message. A name may have 65,535 bytes.
    private static let longestShown = 400

    private static func entries(of archive: OpaquePointer) -> [Entry] {
        let count = unsafe max(zip_get_num_entries(archive, 0), 0)
        var entries: [Entry] = []
        for index in 0..<UInt64(count) {
            var status = unsafe zip_stat_t()
            guard unsafe zip_stat_index(archive, index, 0, &status) == 0, let name = unsafe status.name else {
                continue
            }
            let entry = unsafe Entry(
                name: String(cString: name), size: Int(clamping: status.size),
                storedSize: Int(clamping: status.comp_size), isPacked: status.comp_method != ZIP_CM_STORE, index: index,
                isEncrypted: status.encryption_method != ZIP_EM_NONE, isLink: isLink(archive, index))
            entries.append(entry)
        }
        return entries
    }

    private static func isLink(_ archive: OpaquePointer, _ index: UInt64) -> Bool {
        var system: UInt8 = 0
        var attributes: UInt32 = 0
        let result = unsafe zip_file_get_external_attributes(archive, index, 0, &system, &attributes)
        // Unix stores the mode in the upper half; 0o120000 is a symbolic link.
        return result == 0 && system == UInt8(ZIP_OPSYS_UNIX) && attributes >> 16 & 0o170000 == 0o120000
    }
}

extension ZipArchive.Entry {
    fileprivate struct Defect {
        let problem: String
        let fix: String

        static let duplicate = Defect(problem: "there are two entries of this name", fix: "remove one of them")
    }

    var isFolder: Bool { name.hasSuffix("/") }

    /// Number of folders on the path, including a folder itself.
    private var depth: Int { name.split(separator: "/").count - (isFolder ? 0 : 1) }

    fileprivate var defect: Defect? {
        let isAbsolute = name.hasPrefix("/") || name.dropFirst().hasPrefix(":")
        if isAbsolute || name.contains("\\") || name.unicodeScalars.contains(where: \.isControl) {
            return Defect(
                problem: "its name is not a relative path inside the archive",
                fix: "pack the files again, with `/` between folders and without a leading `/`")
        }
        if name.split(separator: "/").contains("..") {
            return Defect(
                problem: "its name contains `..` and points outside the archive",
                fix: "pack the files again without `..`; do not use the archive if you do not trust its source")
        }
        guard depth <= ImageScan.deepest else {
            return Defect(
                problem: "it is more than \(ImageScan.deepest) folders deep",
                fix: "pack the files again, in fewer folders within each other")
        }
        if isEncrypted { return Defect(problem: "it is encrypted", fix: "unpack it and pack it without a password") }
        if isLink {
            return Defect(problem: "it is a symbolic link, not a file", fix: "pack the files that the links point to")
        }
        return nil
    }

    /// Whether the entry is larger than a limit and more than 200 times its stored size; deflate reaches 1032. The
    /// limit is 16 MiB for label lists and uncompressed images, and 512 KiB for PNG, JPEG and other compressed images.
    /// A compressed image of one color reaches 512 KiB only at some 30 million pixels (JPEG) or more than 100 million
    /// (PNG with 8 bits).
    var isBomb: Bool {
        size > (ImageNames.isCompressed(name) ? 512 << 10 : 16 << 20) && size / 200 > storedSize
    }
}
