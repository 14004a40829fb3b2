import Foundation

/// Names of files and folders that are being written or removed: `.PROCESS-RANDOM.partial`, `.PROCESS-RANDOM.removed`.
///
/// Nothing else has such a name, and no two processes choose the same. Whoever writes one holds a lock on it, which ends with the
/// process. So what a killed process left can be told from the work of a living one, and from files of the user.
package enum PartialFile {
    enum Ending: String, CaseIterable { case partial, removed }

    /// A new path in a folder.
    static func path(in folder: String, _ ending: Ending = .partial) -> String {
        "\(folder)/.\(SystemFile.processIdentifier)-\(UInt64.random(in: 0 ... .max)).\(ending.rawValue)"
    }

    /// Whether a file or folder has the name of an unfinished one.
    package static func isName(_ name: String) -> Bool {
        name.hasPrefix(".") && name.wholeMatch(of: /\.[0-9]+-[0-9]+\.(partial|removed)/) != nil
    }

    /// Creates a file or folder under a new path and locks it.
    /// - Returns: the path, and the file that holds the lock.
    static func locked(
        in folder: String, _ create: (_ path: String) throws(SystemError) -> SystemFile
    ) throws(SystemError) -> (path: String, file: SystemFile) {
        while true {
            let path = path(in: folder)
            let file = try create(path)
            if file.isHeldAndThere { return (path, file) }
            // Another process took it for a leftover before it was locked.
        }
    }

    // MARK: Leftovers

    /// Removes what killed processes of this user left in a folder.
    package static func removeLeftovers(in folder: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where isName(name) {
            removeIfLeft("\(folder)/\(name)")
        }
    }

    /// Removes a file or folder with such a name if nobody holds it.
    private static func removeIfLeft(_ path: String) {
        guard let status = try? SystemFile.statusOfLink(path), status.access.isOwn,
            status.isRegular || status.isFolder,
            let file = status.isFolder
                ? try? SystemFile.folder(path, followsLinks: false)
                : try? SystemFile.reading(path, followsLinks: false),
            (try? file.status())?.identity == status.identity, (try? file.lock()) == true
        else { return }
        // Links in a folder are removed and not followed.
        try? FileManager.default.removeItem(atPath: path)
    }
}

extension SystemFile {
    /// Whether this process has the lock, or there are none on this file system, and the file has not been removed.
    fileprivate var isHeldAndThere: Bool {
        if let isOurs = try? lock(), !isOurs { return false }
        return (try? status())?.linkCount != 0
    }
}
