import Foundation

/// A new folder with a name that nothing else has, which goes with the last reference to it unless it was moved away.
package final class ScratchFolder {
    package let path: String
    /// Holds the lock that tells it from a leftover.
    private let lock: SystemFile

    /// Removes also what killed processes left in the folder.
    /// - Parameters:
    ///   - folder: where it is made.
    ///   - isPrivate: whether only this user may look into it. Otherwise the process's mask decides.
    package init(in folder: String, isPrivate: Bool = false) throws(SystemError) {
        PartialFile.removeLeftovers(in: folder)
        (path, lock) = try PartialFile.locked(in: folder) { path throws(SystemError) in
            try SystemFile.makeFolder(path, isPrivate: isPrivate)
            do throws(SystemError) { return try SystemFile.folder(path, followsLinks: false) } catch {
                SystemFile.removeEmptyFolder(path)
                throw error
            }
        }
    }

    deinit {
        // Another folder may have got its path after it was moved.
        guard let own = try? lock.status().identity, (try? SystemFile.statusOfLink(path))?.identity == own else {
            return
        }
        try? FileManager.default.removeItem(atPath: path)
    }

    /// A folder for the length of a call, in the folder of temporary files.
    /// - Throws: `FolderError`; what `body` throws.
    package static func within<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let place = FileManager.default.temporaryDirectory.path
        let scratch: ScratchFolder
        do throws(SystemError) { scratch = try ScratchFolder(in: place, isPrivate: true) } catch {
            throw FolderError(
                path: place, action: "making a folder for temporary files", reason: error.reason, isTaken: false,
                fix: "free some space, or set TMPDIR to another folder")
        }
        return try withExtendedLifetime(scratch) {
            try body(URL(fileURLWithPath: scratch.path, isDirectory: true))
        }
    }
}
