import Foundation
import GANCore
import GANModule

/// Keeps other processes from training in a run's folder, for as long as it exists.
package final class RunLock {
    private let file: SystemFile

    /// - Throws: `RunFolderError` if another process has the lock, or the file cannot be locked.
    package init(_ paths: RunPaths) throws(RunFolderError) {
        let isOurs: Bool
        do throws(SystemError) {
            file = try SystemFile.lockable(paths.lock)
            isOurs = try file.lock()
        } catch {
            if let status = try? SystemFile.statusOfLink(paths.lock), !status.isRegular {
                throw .written(path: paths.lock, kind: status.kind)
            }
            throw .refused(path: paths.folder, action: "locking it", reason: error.reason)
        }
        if !isOurs { throw .taken(path: paths.folder) }
    }

    /// Whether the file still has a name: it has none when the folder was removed.
    var isThere: Bool { ((try? file.status().linkCount) ?? 0) > 0 }
}
