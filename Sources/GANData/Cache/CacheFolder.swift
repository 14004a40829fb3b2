import Foundation
import GANModule

/// Where decoded images are kept from one run to the next, in folders of its own: the user may have named a folder in which
/// other things lie. Anything in them can be deleted at any time.
package struct CacheFolder: Sendable {
    package let path: String

    /// That of the user; nothing where no environment variable says where. Tests put another in its place.
    @TaskLocal package static var current = CacheFolder(ProcessInfo.processInfo.environment)

    package init(path: String) { self.path = path }

    /// GANZOO_CACHE; else `ganzoo` in XDG_CACHE_HOME, which counts only if absolute (XDG Base Directory Specification), or in
    /// ~/.cache.
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

    /// - Parameter root: the folder or archive of the hashed files.
    func hashFile(of root: String) -> String {
        let absolute = URL(fileURLWithPath: root).standardizedFileURL.path
        return "\(path)/ganzoo-hashes/\(ContentHash(absolute).text)"
    }

    /// Makes room for a new file, and the folder that it lies in.
    /// - Returns: why that is not possible; nothing when it is.
    package func prepare(for file: String, bytes: Int) -> String? {
        let folder = parent(of: file)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            removeOldFiles(in: folder)
            let free = try FileManager.default.attributesOfFileSystem(forPath: folder)[.systemFreeSize] as? Int
            // Half of what is free: the run itself has checkpoints to write.
            guard let free, bytes <= free / 2 else {
                return "it would take \(bytes >> 20) MiB, more than half of the disk's free space"
            }
            return nil
        } catch { return error.systemReason }
    }

    /// Files that nobody has opened for so many seconds are removed when a new one is written.
    private static let longestRest: TimeInterval = 60 * 86_400
    /// What a run that was killed had begun to write.
    private static let longestWriting: TimeInterval = 86_400

    /// Files alone, under names that this program gives: whatever else lies there is somebody's.
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

    /// In seconds; nothing for names that are not those of the cache.
    private static func longestAge(ofFile name: String) -> TimeInterval? {
        if AtomicFile.isPartial(name) { return longestWriting }
        return ContentHash.isText(name) ? longestRest : nil
    }

    /// Notes that a file was used.
    package static func touch(_ file: String) {
        try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: file)
    }
}
