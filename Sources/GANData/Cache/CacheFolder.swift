import Foundation
import GANModule

/// The folder in which decoded images are cached between runs. The cache uses its own subfolders, because the user may have
/// named a folder that contains other files. Everything in them may be deleted at any time.
package struct CacheFolder: Sendable {
    package let path: String

    /// The user's cache folder; nil if no environment variable defines it. Tests replace it.
    @TaskLocal package static var current = CacheFolder(ProcessInfo.processInfo.environment)

    package init(path: String) {
        let end = path.lastIndex { $0 != "/" }
        self.path = end.map { String(path[...$0]) } ?? path
    }

    /// GANZOO_CACHE; else `ganzoo` in XDG_CACHE_HOME, which counts only if it is absolute (XDG Base Directory Specification),
    /// or in ~/.cache.
    init?(_ environment: [String: String]) {
        if let named = environment["GANZOO_CACHE"], !named.isEmpty {
            self.init(path: named)
        } else if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") {
            self.init(path: "\(base)/ganzoo")
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            self.init(path: "\(home)/.cache/ganzoo")
        } else {
            return nil
        }
    }

    func imageFile(_ key: ContentHash) -> String { "\(path)/ganzoo-images/\(key.text)" }

    /// - Parameter root: folder or archive of the hashed files.
    func hashFile(of root: String) -> String {
        let absolute = URL(fileURLWithPath: root).standardizedFileURL.path
        return "\(path)/ganzoo-hashes/\(ContentHash(absolute).text)"
    }

    /// Makes room for a new file and creates its folder, into which only this user may look.
    /// - Returns: the reason if that is not possible, else nil.
    package func prepare(for file: String, bytes: Int) -> String? {
        let folder = parent(of: file)
        do {
            if let refusal = try claim(folder) { return refusal }
            PartialFile.removeLeftovers(in: folder)
            removeOldFiles(in: folder)
            let free = try FileManager.default.attributesOfFileSystem(forPath: folder)[.systemFreeSize] as? Int
            // Half of the free space, because the run also writes checkpoints.
            guard let free, bytes <= free / 2 else {
                return "the file needs \(bytes >> 20) MiB, more than half of the disk's free space"
            }
            return nil
        } catch { return error.systemReason }
    }

    /// Makes the cache's folder if it is missing, and one of its subfolders, or takes the rights on the subfolder from other users.
    /// - Returns: the reason why it cannot be used.
    private func claim(_ folder: String) throws -> String? {
        do throws(SystemError) { try Self.makePrivate(path) } catch {
            guard error.isMissingFile else { throw error }
            try FileManager.default.createDirectory(atPath: parent(of: path), withIntermediateDirectories: true)
            try Self.makePrivate(path)
        }
        try Self.makePrivate(folder)
        let file = try SystemFile.folder(folder)
        let access = try file.status().access
        if !access.isOwn { return "\(folder) belongs to another user" }
        if access.isOpenToOthers { return "other users may write to \(folder), as `chmod go-w` would change" }
        if !access.isPrivate { try file.makePrivate() }
        return nil
    }

    /// Makes a folder with mode 0700 if it is missing.
    private static func makePrivate(_ folder: String) throws(SystemError) {
        do throws(SystemError) { try SystemFile.makeFolder(folder, isPrivate: true) } catch {
            guard error.isExistingFile else { throw error }
        }
    }

    /// Opens a file of the cache, if only this user can have written it: what is in it is believed, and the name follows from public
    /// content. A checksum with a secret key would say no more, since who could write the file could read the key.
    /// - Returns: nil if there is none, or another user may write to it or to its folder.
    package static func open(_ file: String) -> (file: SystemFile, size: Int)? {
        guard let folder = try? SystemFile.status(of: parent(of: file)).access, folder.isOwn, !folder.isOpenToOthers,
            let opened = try? SystemFile.reading(file, followsLinks: false), let status = try? opened.status(),
            status.isRegular, status.access.isOwn, !status.access.isOpenToOthers
        else { return nil }
        return (opened, status.size)
    }

    /// The seconds after which a file that was not opened is removed, when a new file is written.
    private static let longestRest: TimeInterval = 60 * 86_400

    /// Removes old files with names that this program writes; other files may belong to the user.
    private func removeOldFiles(in folder: String) {
        let now = Date().timeIntervalSince1970
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let file = "\(folder)/\(name)"
            guard ContentHash.isText(name), let status = try? SystemFile.statusOfLink(file), status.isRegular,
                now - Double(status.modified) / 1e9 > Self.longestRest
            else { continue }
            SystemFile.remove(file)
        }
    }

    /// Records that a file was used.
    package static func touch(_ file: String) {
        try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: file)
    }
}
