import Foundation
import GANModule

/// The folder in which decoded images are cached between runs. The cache uses its own subfolders, because the user may have
/// named a folder that contains other files. Everything in them may be deleted at any time.
package struct CacheFolder: Sendable {
    package let path: String

    /// The user's cache folder; nil if no environment variable defines it. Tests replace it.
    @TaskLocal package static var current = CacheFolder(ProcessInfo.processInfo.environment)

    package init(path: String) { self.path = path }

    /// GANZOO_CACHE; else `ganzoo` in XDG_CACHE_HOME, which counts only if it is absolute (XDG Base Directory Specification),
    /// or in ~/.cache.
    init?(_ environment: [String: String]) {
        if let named = environment["GANZOO_CACHE"], !named.isEmpty {
            path = named
        } else if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") {
            path = "\(base)/ganzoo"
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            path = "\(home)/.cache/ganzoo"
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

    /// Makes room for a new file and creates its folder.
    /// - Returns: the reason if that is not possible, else nil.
    package func prepare(for file: String, bytes: Int) -> String? {
        let folder = parent(of: file)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            removeOldFiles(in: folder)
            let free = try FileManager.default.attributesOfFileSystem(forPath: folder)[.systemFreeSize] as? Int
            // Half of the free space, because the run also writes checkpoints.
            guard let free, bytes <= free / 2 else {
                return "the file needs \(bytes >> 20) MiB, more than half of the disk's free space"
            }
            return nil
        } catch { return error.systemReason }
    }

    /// The seconds after which a file that was not opened is removed, when a new file is written.
    private static let longestRest: TimeInterval = 60 * 86_400
    /// The unfinished file of a run that was killed.
    private static let longestWriting: TimeInterval = 86_400

    /// Removes old files with names that this program writes; other files may belong to the user.
    private func removeOldFiles(in folder: String) {
        let now = Date().timeIntervalSince1970
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let file = "\(folder)/\(name)"
            guard let limit = Self.longestAge(ofFile: name), let status = try? SystemFile.statusOfLink(file),
                status.isRegular, now - Double(status.modified) / 1e9 > limit
            else { continue }
            SystemFile.remove(file)
        }
    }

    /// The age in seconds after which a file may be removed; nil for names that the cache does not write.
    private static func longestAge(ofFile name: String) -> TimeInterval? {
        if AtomicFile.isPartial(name) { return longestWriting }
        return ContentHash.isText(name) ? longestRest : nil
    }

    /// Records that a file was used.
    package static func touch(_ file: String) {
        try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: file)
    }
}
