import CGANSupport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The error of a system call.
package struct SystemError: Error, CustomStringConvertible {
    package let code: Int32

    package init(code: Int32) { self.code = code }

    package var reason: String { unsafe String(cString: strerror(code)) }
    package var description: String { reason }
    package var isMissingFile: Bool { code == ENOENT }
    package var isExistingFile: Bool { code == EEXIST }
    /// Whether a folder could not be renamed, because something is at its new path, or a file is in place of a folder above it.
    var isTakenPath: Bool { [EEXIST, ENOTEMPTY, ENOTDIR].contains(code) }

    package static var last: SystemError { SystemError(code: errno) }
}

/// An open file. The only type of this module that calls the system and uses pointers.
///
/// Reads have a position, so several tasks may read one file. The file is closed with the last reference.
package final class SystemFile: Sendable {
    private let descriptor: Int32

    private init(_ path: String, _ flags: Int32, mode: mode_t = 0) throws(SystemError) {
        // A C string ends at the first NUL; without this check, "a\0b" would open "a".
        guard !path.utf8.contains(0) else { throw SystemError(code: EINVAL) }
        descriptor = unsafe open(path, flags | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .last }
    }

    deinit { close(descriptor) }

    /// Opens a file for reading. O_NONBLOCK keeps a FIFO from blocking until it has a writer.
    /// - Parameter followsLinks: if false, a symbolic link in the last path component is an error.
    package static func reading(_ path: String, followsLinks: Bool = true) throws(SystemError) -> SystemFile {
        try SystemFile(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | (followsLinks ? 0 : O_NOFOLLOW))
    }

    /// Creates a file; throws if it exists.
    /// - Parameter isPrivate: whether only this user may read it. Otherwise the process's mask decides.
    package static func creating(_ path: String, isPrivate: Bool = false) throws(SystemError) -> SystemFile {
        try SystemFile(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: isPrivate ? 0o600 : 0o666)
    }

    /// Opens an existing file for reading, and for writing at its start or after `truncate`. A symbolic link is an
    /// error, because it could point anywhere.
    package static func updating(_ path: String) throws(SystemError) -> SystemFile {
        try SystemFile(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
    }

    /// Opens or creates a file to hold a lock.
    package static func lockable(_ path: String) throws(SystemError) -> SystemFile {
        try SystemFile(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, mode: 0o666)
    }

    /// Locks the file until it is closed, which the system does when a process ends.
    /// - Returns: false if another process holds the lock.
    package func lock() throws(SystemError) -> Bool {
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            guard errno == EINTR else { throw .last }
        }
        return true
    }

    /// - Parameter followsLinks: if false, a symbolic link in the last path component is an error.
    package static func folder(_ path: String, followsLinks: Bool = true) throws(SystemError) -> SystemFile {
        try SystemFile(path, O_RDONLY | O_DIRECTORY | (followsLinks ? 0 : O_NOFOLLOW))
    }

    /// Sets the file's size to `size` bytes; the next write goes to its end.
    package func truncate(to size: Int) throws(SystemError) {
        while ftruncate(descriptor, size) != 0 {
            guard errno == EINTR else { throw .last }
        }
        guard lseek(descriptor, size, SEEK_SET) == size else { throw .last }
    }

    /// Waits until all written data is on disk.
    package func synchronize() throws(SystemError) {
        while fsync(descriptor) != 0 {
            guard errno == EINTR else { throw .last }
        }
    }

    /// Some network file systems do not support this for folders and return EINVAL.
    package func synchronizeFolder() throws(SystemError) {
        do throws(SystemError) {
            try synchronize()
        } catch {
            if error.code != EINVAL { throw error }
        }
    }
}

// MARK: - Reading and writing

extension SystemFile {
    /// Reads up to `count` values from `offset` bytes on; fewer if the file ends before.
    /// Any bit pattern of `Value` must be valid.
    package func read<Value: BitwiseCopyable>(_ count: Int, at offset: Int, as: Value.Type) throws(SystemError)
        -> [Value]
    {
        var failure: SystemError?
        let values = unsafe [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
            // The array may have capacity for more than `count`.
            let room = unsafe UnsafeMutableRawBufferPointer(buffer).prefix(count * MemoryLayout<Value>.stride)
            let bytes = unsafe UnsafeMutableRawBufferPointer(rebasing: room)
            do throws(SystemError) {
                initialized = unsafe try read(into: bytes, at: offset) / MemoryLayout<Value>.stride
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return values
    }

    /// Fills `block` from `offset` on; returns the number of bytes that the file had.
    func read(into block: inout [UInt8], at offset: Int) throws(SystemError) -> Int {
        var result = Result<Int, SystemError>.success(0)
        unsafe block.withUnsafeMutableBytes { buffer in
            result = Result { () throws(SystemError) in unsafe try read(into: buffer, at: offset) }
        }
        return try result.get()
    }

    private func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(SystemError) -> Int {
        var done = 0
        while done < buffer.count {
            let place = unsafe buffer.baseAddress.map { unsafe $0 + done }
            let count = unsafe pread(descriptor, place, buffer.count - done, offset + done)
            guard count != 0 else { break }
            if count > 0 { done += count } else if errno != EINTR { throw .last }
        }
        return done
    }

    /// Writes all `values` after the last write.
    package func write<Value: BitwiseCopyable>(_ values: [Value]) throws(SystemError) {
        var failure: SystemError?
        unsafe values.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let place = unsafe buffer.baseAddress.map { unsafe $0 + done }
                let count = unsafe Self.write(descriptor, place, buffer.count - done)
                if count > 0 {
                    done += count
                } else if count == 0 || errno != EINTR {
                    failure = count == 0 ? SystemError(code: ENOSPC) : .last
                    return
                }
            }
        }
        if let failure { throw failure }
    }

    private static func write(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
            unsafe Glibc.write(descriptor, bytes, count)
        #else
            unsafe Musl.write(descriptor, bytes, count)
        #endif
    }
}

// MARK: - Names in the file system

package struct FileStatus {
    /// The kind in words, as in "is a directory".
    package let kind: String
    package let isRegular: Bool
    package let isFolder: Bool
    package let isLink: Bool
    package let size: Int
    /// Number of paths that name the file.
    package let linkCount: Int
    /// Equal for two paths of one file.
    package let identity: FileIdentity
    package let access: FileAccess
    /// Time of the last change of content, and of content or status; in nanoseconds since 1970.
    package let modified: Int
    package let changed: Int

    init(_ status: stat) {
        isRegular = status.st_mode & S_IFMT == S_IFREG
        isFolder = status.st_mode & S_IFMT == S_IFDIR
        isLink = status.st_mode & S_IFMT == S_IFLNK
        size = Int(status.st_size)
        linkCount = Int(status.st_nlink)
        identity = FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        access = FileAccess(owner: status.st_uid, group: status.st_gid, mode: status.st_mode)
        modified = status.st_mtim.tv_sec &* 1_000_000_000 &+ status.st_mtim.tv_nsec
        changed = status.st_ctim.tv_sec &* 1_000_000_000 &+ status.st_ctim.tv_nsec
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: "regular file"
            case S_IFDIR: "directory"
            case S_IFIFO: "FIFO"
            case S_IFSOCK: "socket"
            case S_IFLNK: "symbolic link"
            case S_IFCHR, S_IFBLK: "device"
            default: "special file"
            }
    }
}

extension SystemFile {
    package func status() throws(SystemError) -> FileStatus {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .last }
        return FileStatus(status)
    }

    package static func status(of path: String) throws(SystemError) -> FileStatus {
        var status = stat()
        guard !path.utf8.contains(0) else { throw SystemError(code: EINVAL) }
        guard unsafe stat(path, &status) == 0 else { throw .last }
        return FileStatus(status)
    }

    /// Whether something is there. A symbolic link without a target is nothing.
    /// - Throws: `SystemError` if that cannot be found out.
    package static func isThere(_ path: String) throws(SystemError) -> Bool {
        do throws(SystemError) { _ = try status(of: path) } catch {
            if error.isMissingFile { return false }
            throw error
        }
        return true
    }

    /// Status of a symbolic link itself, not of its target.
    package static func statusOfLink(_ path: String) throws(SystemError) -> FileStatus {
        var status = stat()
        guard !path.utf8.contains(0) else { throw SystemError(code: EINVAL) }
        guard unsafe lstat(path, &status) == 0 else { throw .last }
        return FileStatus(status)
    }

    /// Creates an empty folder; throws if the path exists.
    /// - Parameter isPrivate: as of `creating`.
    package static func makeFolder(_ path: String, isPrivate: Bool = false) throws(SystemError) {
        guard unsafe mkdir(path, isPrivate ? 0o700 : 0o777) == 0 else { throw .last }
    }

    /// Replaces `target` by `source` atomically.
    package static func rename(_ source: String, to target: String) throws(SystemError) {
        #if canImport(Glibc)
            let result = unsafe Glibc.rename(source, target)
        #else
            let result = unsafe Musl.rename(source, target)
        #endif
        guard result == 0 else { throw .last }
    }

    /// Renames a file to a path that does not exist.
    package static func renameToNew(_ source: String, _ target: String) throws(SystemError) {
        if unsafe link(source, target) == 0 { return remove(source) }
        // Some file systems do not support hard links.
        guard [EPERM, ENOSYS, EOPNOTSUPP, EMLINK].contains(errno) else { throw .last }
        guard (try? status(of: target)) == nil else { throw SystemError(code: EEXIST) }
        try rename(source, to: target)
    }

    /// Waits until all data of all processes is on disk: for many small files faster than one by one.
    package static func synchronizeEverything() { sync() }

    package static func remove(_ path: String) { _ = unsafe unlink(path) }
    package static func removeEmptyFolder(_ path: String) { _ = unsafe rmdir(path) }

    package static var processIdentifier: Int32 { getpid() }

    /// Memory that this process may use, in bytes: that of the machine, or less in a container or a job.
    package static var physicalMemory: Int { Int(clamping: ganzoo_memory()) }
}
