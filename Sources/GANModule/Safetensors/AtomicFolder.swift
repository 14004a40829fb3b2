import Foundation

/// Creates a folder atomically: a reader sees the whole folder or nothing, even if the machine fails meanwhile.
///
/// It is filled under a name of `PartialFile` next to its final path. What a killed process leaves there is removed at the next attempt.
package enum AtomicFolder {
    /// - Parameters:
    /// - path: must not exist.
    /// - content: writes flushed files into the folder that it is given; its errors are rethrown.
    /// - Throws: `FolderError`; no folder is left.
    package static func create(_ path: String, content: (_ partial: String) throws -> Void) throws {
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let partial = try attempt(path, "making a folder beside it") { () throws(SystemError) in
            try ScratchFolder(in: parent)
        }
        try withExtendedLifetime(partial) {
            try content(partial.path)
            try attempt(path, "waiting for the disk") { () throws(SystemError) in
                try SystemFile.folder(partial.path).synchronizeFolder()
            }
            try attempt(path, "renaming") { () throws(SystemError) in try SystemFile.rename(partial.path, to: path) }
        }
        try attempt(path, "waiting for the disk to note its name") { () throws(SystemError) in
            try SystemFile.folder(parent).synchronizeFolder()
        }
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
    /// The action that solves the problem.
    let fix: String

    package var description: String {
        "\(path): \(action): \(reason)\n  fix: \(fix)"
    }
}
