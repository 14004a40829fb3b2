import Foundation
import GANModule
import Synchronization

/// The content hashes of a data set's files. What was hashed before is remembered in the cache folder, and believed as long
/// as size, time of change and time of the status's change are the same.
package final class FileHashes: Sendable {
    private struct Known {
        /// By the checksum of the path.
        var entries: [UInt64: HashedFile] = [:]
        var hasGrown = false
    }

    private let root: String
    private let file: String?
    private let folder: CacheFolder?
    private let known: Mutex<Known>

    /// - Parameters:
    ///   - root: the folder or archive of the files.
    ///   - folder: nothing to remember nothing.
    init(root: String, _ folder: CacheFolder?) {
        (self.root, self.folder) = (root, folder)
        file = folder.map { $0.hashFile(of: root) }
        known = Mutex(Known(entries: file.flatMap(HashedFile.read) ?? [:]))
    }

    /// The hash of a file; of nothing that could be an image where it cannot be read, which decoding will say in words.
    /// - Parameter name: relative to the root, or absolute; empty for the root itself.
    func hash(of name: String) -> ContentHash { hash(of: name) { _, _ in } }

    /// The same; `report` hears of the bytes done and of all, and what it throws is thrown on.
    func hash(of name: String, _ report: (_ done: Int, _ count: Int) throws -> Void) rethrows -> ContentHash {
        let path = name.isEmpty ? root : absolutePath(name, in: root)
        guard let status = try? SystemFile.status(of: path), status.isRegular else { return Self.unreadable }
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
        // A file that has just changed may change again at what its clock calls the same time.
        if Double(max(status.changed, status.modified)) / 1e9 < start - Self.clockTick {
            known.withLock { known in
                known.entries[id] = HashedFile(status, hash)
                known.hasGrown = true
            }
        }
        return hash
    }

    /// Remembers what was hashed; without success where the folder cannot be written.
    func save() {
        guard let file, let folder else { return }
        let known = known.withLock { known in
            defer { known.hasGrown = false }
            return known
        }
        guard known.hasGrown else { return }
        let words = HashedFile.words(of: known.entries)
        guard folder.prepare(for: file, bytes: 8 * words.count) == nil else { return }
        try? AtomicFile.replace(file) { try $0.write(words) }
    }

    /// Seconds; the coarsest that file systems in use have.
    private static let clockTick = 2.0
    private static let blockSize = 1 << 20

    private static let unreadable = ContentHash("unreadable")
}
