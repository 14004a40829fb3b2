import GANModule
import Glibc

/// The entries of a folder, sorted by the bytes of their names; symbolic links are followed.
struct FolderListing {
    /// The folder itself, whatever path led to it.
    let identity: FileIdentity
    /// Files of the user, images or not.
    private(set) var files: [String] = []
    private(set) var folders: [String] = []
    /// Names of files that file managers and systems create, and of hidden files.
    private(set) var system: [(name: String, reason: LeftOut.Reason)] = []
    /// Names that are not UTF-8, escaped: `p\xE8re`. Such a folder or file cannot be named in a recipe and is not opened.
    private(set) var notText: [(name: String, isImportant: Bool)] = []

    /// - Throws: `DataError`.
    init(_ path: String) throws {
        let entries: [Entry]
        (identity, entries) = try Self.entries(of: path)
        for entry in entries {
            guard let name = entry.name else {
                notText.append((entry.escapedName, entry.isFolder || ImageNames.isImage(entry.escapedName)))
                continue
            }
            if let reason = entry.reason(name) {
                system.append((name, reason))
            } else if entry.isFolder {
                folders.append(name)
            } else if entry.isFile || ImageNames.isImage(name) {
                // An entry whose status cannot be read is not a folder; if its name is an image's, decoding will report the
                // error.
                files.append(name)
            }
        }
        files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        folders.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        system.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        notText.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    struct Entry {
        let bytes: [UInt8]
        let isFolder: Bool
        let isFile: Bool

        /// The name; nil if it is not UTF-8.
        var name: String? { String(validating: bytes, as: UTF8.self) }

        var escapedName: String { bytes.escapedText }

        /// The reason why the entry is ignored, regardless of its content.
        func reason(_ name: String) -> LeftOut.Reason? {
            if isFolder {
                return SystemNames.isHidden(name) ? .hiddenFolder : SystemNames.isFolder(name) ? .systemFolder : nil
            }
            return SystemNames.isFile(name) ? .systemFile : nil
        }
    }

    private static func entries(of path: String) throws -> (FileIdentity, [Entry]) {
        guard let folder = unsafe opendir(path) else { throw DataError(path, SystemError.last) }
        defer { unsafe closedir(folder) }
        var own = stat()
        guard unsafe fstat(dirfd(folder), &own) == 0 else { throw DataError(path, SystemError.last) }
        let identity = FileIdentity(device: UInt64(own.st_dev), inode: UInt64(own.st_ino))
        return (identity, try unsafe entries(of: folder, path))
    }

    /// - Parameter folder: an open folder.
    /// - Throws: `DataError` if an entry cannot be read.
    static func entries(of folder: OpaquePointer, _ path: String) throws -> [Entry] {
        var entries: [Entry] = []
        while let entry = unsafe try next(of: folder, path) {
            let bytes = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { name in
                unsafe [UInt8](name.prefix { $0 != 0 })
            }
            if bytes == [0x2E] || bytes == [0x2E, 0x2E] { continue }
            var status = stat()
            let name = bytes.map { CChar(bitPattern: $0) } + [0]
            let isKnown = unsafe fstatat(dirfd(folder), name, &status, 0) == 0
            let kind = isKnown ? status.st_mode & S_IFMT : 0
            entries.append(Entry(bytes: bytes, isFolder: kind == S_IFDIR, isFile: kind == S_IFREG))
        }
        return entries
    }

    /// - Returns: nil at the end. `readdir` says of an error and of the end the same but for `errno`.
    private static func next(of folder: OpaquePointer, _ path: String) throws -> UnsafeMutablePointer<dirent>? {
        errno = 0
        if let entry = unsafe readdir(folder) { return unsafe entry }
        guard errno == 0 else { throw DataError(path, SystemError.last) }
        return nil
    }
}

extension Collection<UInt8> {
    /// The name as text, with `\xE9` for each byte that is not UTF-8.
    var escapedText: String {
        var text = ""
        var rest = self[...]
        while let byte = rest.first {
            let whole = (1...4).lazy.compactMap { length in
                String(validating: rest.prefix(length), as: UTF8.self).map { (length, $0) }
            }.first
            text += whole?.1 ?? "\\x" + String(byte, radix: 16, uppercase: true)
            rest = rest.dropFirst(whole?.0 ?? 1)
        }
        return text
    }
}
