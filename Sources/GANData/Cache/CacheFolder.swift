import Foundation
import GANCore
import GANModule

/// The folder in which decoded images are cached between runs. The cache uses its own subfolders, because the user may have
/// named a folder that contains other files. Everything in them may be deleted at any time.
package struct CacheFolder: Sendable {
    /// As the user named it.
    package let path: String
    /// The absolute path without symbolic links of this user and of root. Files are read and written below it, if it has no link of others.
    package let place: String

    /// The user's cache folder; nil if no environment variable defines it. Tests replace it.
    @TaskLocal package static var current = CacheFolder(ProcessInfo.processInfo.environment)

    package init(path: String) {
        let end = path.lastIndex { $0 != "/" }
        self.path = end.map { String(path[...$0]) } ?? path
        place = Self.withoutTrustedLinks(PathText.absolute(self.path))
    }

    /// The path with the targets of its links, as far as this user or root made them. A link of another user stays in it: he could lead the
    /// cache into a folder of this user, by a link in /tmp with the name that the cache is to have.
    private static func withoutTrustedLinks(_ path: String) -> String {
        var (place, rest, links) = ([String](), Array(path.split(separator: "/").map(String.init).reversed()), 0)
        while let part = rest.popLast() {
            if part == ".." { _ = place.popLast() }
            guard part != "..", part != "." else { continue }
            place.append(part)
            let next = "/" + place.joined(separator: "/")
            guard links < mostLinks, let status = try? SystemFile.statusOfLink(next), status.isLink,
                status.access.isOwn || status.access.isRoots,
                let target = try? FileManager.default.destinationOfSymbolicLink(atPath: next)
            else { continue }
            links += 1
            if target.hasPrefix("/") { place = [] } else { place.removeLast() }
            rest += target.split(separator: "/").map(String.init).reversed()
        }
        return "/" + place.joined(separator: "/")
    }

    /// As many as Linux follows in a path.
    private static let mostLinks = 40

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

    func imageFile(_ key: ContentHash) -> String { "\(place)/ganzoo-images/\(key.text)" }

    /// - Parameter root: folder or archive of the hashed files.
    func hashFile(of root: String) -> String {
        let absolute = URL(fileURLWithPath: root).standardizedFileURL.path
        return "\(place)/ganzoo-hashes/\(ContentHash(absolute).text)"
    }

    /// Makes room for a new file and creates its folder, into which only this user may look.
    /// - Returns: the reason if that is not possible, else nil.
    package func prepare(for file: String, bytes: Int) -> String? {
        let folder = parent(of: file)
        do {
            if let refusal = try Self.refusal(of: folder, makesMissing: true) { return refusal }
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

    /// Opens a file of the cache, if only this user can have written it: what is in it is believed, and the name follows from public
    /// content. A checksum with a secret key would say no more, since who could write the file could read the key.
    /// - Returns: nil if there is none, or another user may write to it, or exchange a folder on the way to it.
    package static func open(_ file: String) -> (file: SystemFile, size: Int)? {
        guard isTrusted(parent(of: file)),
            let opened = try? SystemFile.reading(file, followsLinks: false), let status = try? opened.status(),
            status.isRegular, status.access.isOwn, !status.access.isOpenToOthers
        else { return nil }
        return (opened, status.size)
    }

    private static func isTrusted(_ subfolder: String) -> Bool {
        do { return try refusal(of: subfolder, makesMissing: false) == nil } catch { return false }
    }

    /// Why a subfolder of the cache is not used: another user could have written what is in it, or could lead what is written to another place.
    ///
    /// The folders are looked at from the root on, and none may be a link, since `place` has none but those of others. What lies in a folder that only this
    /// user and root may change stays where it is, so that paths name the same files afterwards. So does a subfolder of this user in a sticky folder.
    /// - Parameter makesMissing: whether missing folders are made, with mode 0700. The mode of one that was there stays.
    /// - Returns: nil if it can be used.
    private static func refusal(of subfolder: String, makesMissing: Bool) throws(SystemError) -> String? {
        let parts = subfolder.split(separator: "/")
        for depth in 0...parts.count {
            let path = "/" + parts.prefix(depth).joined(separator: "/")
            let status = try status(of: path, makesMissing: makesMissing)
            let owner = status.access.weakness(mayBeSticky: true) == .isForeign ? " of another user" : ""
            guard status.isFolder else { return "\(path) is a \(status.kind)\(owner), not a folder" }
            let isSubfolder = depth == parts.count
            switch status.access.weakness(mayBeSticky: !isSubfolder) {
            case .isOpen: return "other users may write to \(path)\(advice(status.access))"
            case nil where !isSubfolder || status.access.isOwn: continue
            case .isForeign, nil: return "\(path) belongs to another user"
            }
        }
        return nil
    }

    /// Others need to write to a sticky folder such as /tmp, and only a folder's owner and root can change its mode.
    private static func advice(_ access: FileAccess) -> String {
        access.isOwn && !access.isSticky ? ", as `chmod go-w` would change" : ""
    }

    private static func status(of folder: String, makesMissing: Bool) throws(SystemError) -> FileStatus {
        do throws(SystemError) { return try SystemFile.statusOfLink(folder) } catch {
            guard makesMissing, error.isMissingFile else { throw error }
        }
        do throws(SystemError) { try SystemFile.makeFolder(folder, isPrivate: true) } catch {
            // Another process was faster.
            guard error.isExistingFile else { throw error }
        }
        return try SystemFile.statusOfLink(folder)
    }

    /// The seconds after which a file that was not opened is removed, when a new file is written.
    private static let longestRest: TimeInterval = 60 * 86_400

    /// Removes old files of the cache; other files may belong to the user.
    private func removeOldFiles(in folder: String) {
        let now = Date().timeIntervalSince1970
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let file = "\(folder)/\(name)"
            guard ContentHash.isText(name), let status = try? SystemFile.statusOfLink(file), status.isRegular,
                now - Double(status.modified) / 1e9 > Self.longestRest, Self.wrote(file)
            else { continue }
            SystemFile.remove(file)
        }
    }

    /// The first bytes of files that are removed when they are old, or too many. Two more say what is in them.
    static let mark = Array("GANZOO".utf8)

    /// Whether a file begins as those of the cache do. Its name alone could be that of a file of the user.
    static func wrote(_ file: String) -> Bool {
        guard let opened = try? SystemFile.reading(file, followsLinks: false),
            let start = try? opened.read(mark.count, at: 0, as: UInt8.self)
        else { return false }
        return start == mark
    }

    /// Records that a file was used.
    package static func touch(_ file: String) {
        try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: file)
    }
}
