import Foundation
import GANModule

/// Bytes that take long to compute, kept in the cache folder between runs. Their key has everything that they depend on.
package struct CachedBytes: Sendable {
    private let folder: CacheFolder
    /// The subfolder.
    private let name: String
    /// The files that were used last are kept.
    private let mostFiles: Int

    private static let mostBytes = 1 << 24

    package init(_ folder: CacheFolder, _ name: String, mostFiles: Int) {
        (self.folder, self.name, self.mostFiles) = (folder, name, mostFiles)
    }

    /// - Returns: what was written; nil if nothing was, or if it is damaged.
    package func read(_ key: String) -> [UInt8]? {
        let path = path(key)
        guard let (file, size) = CacheFolder.open(path), size <= Self.mostBytes,
            let content = try? file.read(size, at: 0, as: UInt8.self)
        else { return nil }
        let bytes = Array(content.dropFirst(Self.headSize))
        guard content.starts(with: Self.head(bytes)), !bytes.isEmpty else { return nil }
        CacheFolder.touch(path)
        return bytes
    }

    /// Does nothing if the folder cannot be written.
    package func write(_ bytes: [UInt8], _ key: String) {
        let (path, content) = (path(key), Self.head(bytes) + bytes)
        guard content.count <= Self.mostBytes, folder.prepare(for: path, bytes: content.count) == nil else { return }
        removeOldest()
        try? AtomicFile.replace(path, isPrivate: true) { try $0.write(content) }
    }

    private func path(_ key: String) -> String { "\(folder.place)/\(name)/\(ContentHash(key).text)" }

    private static let headSize = 40

    /// The beginning of a file: "GANZOOB1", and the hash of the bytes in 32 digits.
    private static func head(_ bytes: [UInt8]) -> [UInt8] {
        CacheFolder.mark + Array("B1\(ContentHash(bytes).text)".utf8)
    }

    /// Leaves room for one more.
    private func removeOldest() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder.place)/\(name)")) ?? []
        let files = names.filter(ContentHash.isText).compactMap { file -> (path: String, used: Int)? in
            let path = "\(folder.place)/\(name)/\(file)"
            guard let status = try? SystemFile.statusOfLink(path), status.isRegular, CacheFolder.wrote(path)
            else { return nil }
            return (path, status.modified)
        }
        for file in files.sorted(by: { $0.used > $1.used }).dropFirst(mostFiles - 1) { SystemFile.remove(file.path) }
    }
}
