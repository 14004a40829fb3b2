import Foundation
import GANModule
import Synchronization

/// The content hashes of a data set's files. Hashes are cached in the cache folder and reused as long
/// as size, modification time and status change time are the same.
package final class FileHashes: Sendable {
    private struct Known {
        /// Keyed by the checksum of the path.
        var entries: [UInt64: HashedFile] = [:]
        var hasGrown = false
    }

    private let root: String
    private let file: String?
    private let folder: CacheFolder?
    private let known: Mutex<Known>

    /// - Parameters:
    /// - root: folder or archive of the files.
    /// - folder: nil disables the cache.
    init(root: String, _ folder: CacheFolder?) {
        (self.root, self.folder) = (root, folder)
        file = folder.map { $0.hashFile(of: root) }
        known = Mutex(Known(entries: file.flatMap(HashedFile.read) ?? [:]))
    }

    /// The hash of a file. If the file cannot be read, the hash of a value that is not an image; decoding will report the error.
    /// - Parameter name: relative to the root, or absolute; empty for the root itself.
    func hash(of name: String) -> ContentHash { hash(of: name) { _, _ in } }

    /// The hash of a file's content. `report` receives the bytes done and the total; its errors are rethrown.
    func hash(of name: String, _ report: (_ done: Int, _ count: Int) throws -> Void) rethrows -> ContentHash {
        let path = name.isEmpty ? root : absolutePath(name, in: root)
        guard let status = try? SystemFile.status(of: path), status.isRegular else { return Self.unreadable }
        // An image that is too large to be decoded: a file with a hole can state terabytes.
        if !name.isEmpty, status.size > FileBytes.largestImage { return Self.unreadable }
        let id = ContentHash.checksum(Array(name.utf8))
        if let entry = known.withLock({ $0.entries[id] }), entry.matches(status) { return entry.hash }
        let start = Date().timeIntervalSince1970
        guard let file = try? SystemFile.reading(path) else { return Self.unreadable }
        var hashes = [UInt64(status.size)]
        for offset in stride(from: 0, to: status.size, by: Self.blockSize) {
            let size = min(Self.blockSize, status.size - offset)
            guard let block = try? file.read(size, at: offset, as: UInt8.self) else { return Self.unreadable }
            hashes += ContentHash(block).words
            try report(offset + size, status.size)
        }
        let hash = ContentHash(hashes)
        // A file that changed just now may change again within the resolution of its timestamp.
        if Double(max(status.changed, status.modified)) / 1e9 < start - Self.clockTick {
            known.withLock { known in
                known.entries[id] = HashedFile(status, hash)
                known.hasGrown = true
            }
        }
        return hash
    }

    /// Saves the hash cache. Does nothing if the folder is not writable.
    func save() {
        guard let file, let folder else { return }
        let known = known.withLock { known in
            defer { known.hasGrown = false }
            return known
        }
        guard known.hasGrown else { return }
        let words = HashedFile.words(of: known.entries)
        guard folder.prepare(for: file, bytes: 8 * words.count) == nil else { return }
        try? AtomicFile.replace(file, isPrivate: true) { try $0.write(words) }
    }

    /// The coarsest time resolution of file systems in use, in seconds.
    private static let clockTick = 2.0
    private static let blockSize = 1 << 20

    private static let unreadable = ContentHash("unreadable")
}
