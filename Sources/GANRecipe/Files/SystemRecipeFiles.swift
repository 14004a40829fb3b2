#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Recipes in the file system. The only type of this module that calls the system.
package struct SystemRecipeFiles: RecipeFiles {
    /// Maximum number of names that are searched for a suggestion.
    private static let mostNames = 1000

    package init() {}

    package func read(
        _ path: String, atMost limit: Int, isParent: Bool
    ) throws(RecipeFileError) -> RecipeFileContent {
        // A C string ends at the first NUL; without this check, "a\0b" would open "a".
        guard !path.utf8.contains(0) else { throw .missing }
        // A recipe may come from a pipe, so reading waits for it. A parent may not, because a file names it.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (isParent ? O_NONBLOCK : 0))
        guard descriptor >= 0 else { throw Self.lastError }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw Self.lastError }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .folder }
        guard !isParent || status.st_mode & S_IFMT == S_IFREG else { throw .special }
        return RecipeFileContent(
            bytes: try read(descriptor, atMost: limit), identity: Self.identity(status),
            isPlain: status.st_mode & S_IFMT == S_IFREG)
    }

    private func read(_ descriptor: Int32, atMost limit: Int) throws(RecipeFileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < limit {
            let wanted = min(block.count, limit - bytes.count)
            let count = unsafe block.withUnsafeMutableBytes { unsafe Self.read(descriptor, $0.baseAddress, wanted) }
            guard count != 0 else { break }
            if count > 0 { bytes += block.prefix(count) } else if errno != EINTR { throw Self.lastError }
        }
        return bytes
    }

    private static func read(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
            unsafe Glibc.read(descriptor, bytes, count)
        #else
            unsafe Musl.read(descriptor, bytes, count)
        #endif
    }

    package func names(inFolder path: String) -> [String] {
        guard !path.utf8.contains(0), let folder = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while names.count < Self.mostNames, let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    package func identity(_ path: String) -> String? {
        var status = stat()
        guard !path.utf8.contains(0), unsafe stat(path, &status) == 0 else { return nil }
        return Self.identity(status)
    }

    private static func identity(_ status: stat) -> String { "\(status.st_dev):\(status.st_ino)" }

    private static var lastError: RecipeFileError {
        switch errno {
        case ENOENT, ENOTDIR: .missing
        case EISDIR: .folder
        default: .unreadable(unsafe String(cString: strerror(errno)))
        }
    }
}
