import Foundation
import GANCore
import GANModule

/// The folder of a run that this process trains in: its paths, its content, and the lock.
package final class RunFolder {
    package let paths: RunPaths
    package let contents: RunContents
    private let lock: RunLock
    /// Folders that were created for it, the innermost first.
    private let made: [String]

    package var path: String { paths.folder }

    /// Locks the folder, and creates it if it is missing. What killed processes left in it is removed.
    /// - Throws: `RunFolderError` if that is not possible.
    package init(_ path: String) throws(RunFolderError) {
        paths = RunPaths(path)
        made = Self.missing(path)
        if (try? SystemFile.status(of: path).isRegular) ?? false { throw .isFile(path: path) }
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
            throw .refused(path: path, action: "creating the folder", reason: error.systemReason)
        }
        contents = try RunContents(path)
        lock = try RunLock(paths)
        removeLeftovers()
    }

    /// Removes what killed processes left. A run that has ended already writes nothing more into its folders.
    private func removeLeftovers() {
        for folder in [path] + RunPaths.Subfolder.allCases.map({ paths.path(of: $0) }) {
            PartialFile.removeLeftovers(in: folder)
        }
    }

    /// The folder and its parents, as far as they do not exist.
    private static func missing(_ path: String) -> [String] {
        var missing: [String] = []
        var url = URL(fileURLWithPath: path)
        while !FileManager.default.fileExists(atPath: url.path), url.path != "/" {
            missing.append(url.path)
            url.deleteLastPathComponent()
        }
        return missing
    }

    /// Removes the folder, and the parents that were created for it, if nothing has been written to it.
    package func leaveIfUnused() {
        guard !made.isEmpty, isEmpty else { return }
        SystemFile.remove(paths.lock)
        for folder in made { SystemFile.removeEmptyFolder(folder) }
    }

    /// Whether the folder contains nothing, not even a started run.
    package var isEmpty: Bool { names.allSatisfy { $0 == RunPaths.lockName } }

    /// Whether a run can start here without losing data: the folder is empty, or its run has no checkpoint yet.
    ///
    /// A run that was killed at its very start may have no run.json yet, but then its metrics are empty.
    package var letsARunBegin: Bool {
        if names.allSatisfy({ $0 == RunPaths.lockName || PartialFile.isName($0) }) { return true }
        let isRun = (try? SystemFile.status(of: paths.manifest)) != nil
        let hasNoMetrics = (try? SystemFile.status(of: paths.metrics).size) == 0
        return (isRun || hasNoMetrics) && checkpoints.isEmpty
    }

    private var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }

    package var checkpoints: CheckpointStore { contents.checkpoints }

    /// - Throws: `RunFolderError` if the folder, or the lock in it, was removed while this process trains in it. What would be written into
    ///   a new folder could not be resumed; without the lock another process could write there, too.
    func checkIsThere() throws(RunFolderError) {
        guard !lock.isThere else { return }
        // A folder that another process has made since has no log of this run, or a lock of its own.
        func isThere(_ path: String) -> Bool { (try? SystemFile.status(of: path)) != nil }
        throw isThere(paths.metrics) && !isThere(paths.lock) ? .unlocked(path: paths.lock) : .removed(path: path)
    }

    /// The path of a sample sheet; creates its folder.
    func sheet(_ name: String) throws -> String {
        try checkIsThere()
        try contents.make(.samples)
        return paths.sheet(name)
    }
}

/// The reason why a run's folder cannot be used.
package enum RunFolderError: Error, Hashable, CustomStringConvertible {
    case taken(path: String)
    /// The folder is gone.
    case removed(path: String)
    /// The lock is gone, and the folder is there.
    case unlocked(path: String)
    case isFile(path: String)
    /// An entry below a run's folder is a symbolic link.
    case link(path: String)
    /// A file that training rewrites is not a regular file.
    case written(path: String, kind: String)
    /// An entry below a run's folder is of the wrong kind, but not a link.
    case otherKind(path: String, kind: String, expected: String)
    case refused(path: String, action: String, reason: String)

    package var description: String { problem + fixes.line() }

    package var problem: String {
        switch self {
        case .taken(let path): "\(path): another process trains there"
        case .removed(let path): "\(path): it was removed while the run trained in it"
        case .unlocked(let path):
            "\(path): it was removed while the run trained, so another process could train in its folder, too"
        case .isFile(let path): "\(path): it is a file, but a run needs a folder"
        case .link(let path):
            "\(path): it is a symbolic link; links below a run's folder are not followed, because they could point to any file"
        case .written(let path, let kind): "\(path): it is a \(kind), but a regular file was expected"
        case .otherKind(let path, let kind, let expected): "\(path): it is a \(kind), but a \(expected) was expected"
        case .refused(let path, let action, let reason): "\(path): \(action): \(reason)"
        }
    }

    private static func advice(_ reason: String) -> String {
        func isOne(of codes: Int32...) -> Bool { codes.contains { SystemError(code: $0).reason == reason } }
        if isOne(of: ENOSPC, EDQUOT) { return "free some space" }
        if isOne(of: ENOLCK, EOPNOTSUPP, ENOSYS) { return "choose another file system: this one has no locks" }
        return "check that you may write there"
    }

    package var fixes: [RunFix] {
        switch self {
        case .taken: [.other("wait until it ends"), .anotherFolder]
        case .removed: [.newRun]
        case .unlocked: [.other("resume the run, and leave the file until it ends")]
        case .isFile: [.anotherFolder]
        case .link:
            [.other("replace it by its target (the whole folder of a run may be a link)"), .anotherFolder]
        case .written: [.other("remove it; training rewrites it")]
        // A folder can be created again; a file has content that exists nowhere else.
        case .otherKind(_, _, expected: "folder"): [.other("remove it"), .anotherFolder]
        case .otherKind: [.other("restore it from a copy of the run"), .anotherFolder]
        case .refused(_, _, let reason): [.other(Self.advice(reason)), .anotherFolder]
        }
    }
}
