import Foundation

/// Creates a folder atomically: a reader sees the whole folder or nothing, even if the machine fails meanwhile.
///
/// It is filled under a name of `PartialFile` next to its final path. What a killed process leaves there is removed at the next attempt.
package enum AtomicFolder {
    /// - Parameters:
    /// - path: must not exist.
    /// - next: another path in the same folder, if something else has come to be at the last one; nil if there is none.
    /// - content: writes flushed files into the folder that it is given; its errors are rethrown.
    /// - Returns: the path of the folder.
    /// - Throws: `FolderError`; no folder is left.
    @discardableResult package static func create(
        _ path: String, orAt next: () throws -> String? = { nil }, content: (_ partial: String) throws -> Void
    ) throws -> String {
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let partial = try attempt(path, "making a folder beside it") { () throws(SystemError) in
            try ScratchFolder(in: parent)
        }
        var place = path
        try withExtendedLifetime(partial) {
            try content(partial.path)
            try attempt(path, "waiting for the disk") { () throws(SystemError) in
                try SystemFile.folder(partial.path).synchronizeFolder()
            }
            while let error = renamingError(partial.path, to: place) {
                guard error.isTaken, let another = try next() else { throw error }
                place = another
            }
        }
        try attempt(path, "waiting for the disk to note its name") { () throws(SystemError) in
            try SystemFile.folder(parent).synchronizeFolder()
        }
        return place
    }

    private static func renamingError(_ partial: String, to path: String) -> FolderError? {
        do throws(FolderError) {
            try attempt(path, "renaming") { () throws(SystemError) in try SystemFile.rename(partial, to: path) }
            return nil
        } catch { return error }
    }

    /// Removes a folder so that no reader sees a part of it: it is renamed first.
    package static func remove(_ path: String) {
        let hidden = PartialFile.path(in: URL(fileURLWithPath: path).deletingLastPathComponent().path, .removed)
        guard (try? SystemFile.rename(path, to: hidden)) != nil else { return }
        try? FileManager.default.removeItem(atPath: hidden)
    }

    private static func attempt<Answer>(
        _ path: String, _ action: String, _ work: () throws(SystemError) -> Answer
    ) throws(FolderError) -> Answer {
        do throws(SystemError) { return try work() } catch {
            let parent = URL(fileURLWithPath: path).deletingLastPathComponent().relativePath
            throw FolderError(
                path: path, action: action, reason: error.reason,
                isTaken: error.isTakenPath && (try? SystemFile.statusOfLink(path)) != nil,
                fix: error.isMissingFile
                    ? "create the folder \(parent)" : "free some space or choose another folder")
        }
    }
}

/// The reason why a folder could not be created.
package struct FolderError: Error, Hashable, CustomStringConvertible {
    let path: String
    /// The attempted action, such as "renaming".
    let action: String
    let reason: String
    /// Whether something is at the path, which is not replaced.
    package let isTaken: Bool
    /// The action that solves the problem.
    let fix: String

    package var description: String {
        isTaken
            ? "\(path): already exists and is not replaced\n  fix: choose another folder"
            : "\(path): \(action): \(reason)\n  fix: \(fix)"
    }
}
