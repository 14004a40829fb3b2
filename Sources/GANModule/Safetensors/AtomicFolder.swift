import Foundation

/// Creates a folder atomically: a reader sees the whole folder or nothing, even if the machine fails meanwhile.
///
/// It is filled as ".<name>.partial" next to its final path. A killed process leaves that there; nothing reads it, and the next
/// attempt removes it first.
package enum AtomicFolder {
    /// - Parameters:
    /// - path: must not exist.
    /// - content: writes flushed files into the folder that it is given; its errors are rethrown.
    /// - Throws: `FolderError`; no folder is left.
    package static func create(_ path: String, content: (_ partial: String) throws -> Void) throws {
        let url = URL(fileURLWithPath: path)
        let parent = url.deletingLastPathComponent().path
        let partial = "\(parent)/.\(url.lastPathComponent).partial"
        try? FileManager.default.removeItem(atPath: partial)
        try attempt(path, "making a folder beside it") { () throws(SystemError) in
            try SystemFile.makeFolder(partial)
        }
        do {
            try content(partial)
            try attempt(path, "waiting for the disk") { () throws(SystemError) in
                try SystemFile.folder(partial).synchronizeFolder()
            }
            try attempt(path, "renaming") { () throws(SystemError) in try SystemFile.rename(partial, to: path) }
        } catch {
            try? FileManager.default.removeItem(atPath: partial)
            throw error
        }
        try attempt(path, "waiting for the disk to note its name") { () throws(SystemError) in
            try SystemFile.folder(parent).synchronizeFolder()
        }
    }

    /// Removes a folder so that no reader sees a part of it: it is renamed first.
    package static func remove(_ path: String) {
        let url = URL(fileURLWithPath: path)
        let hidden = url.deletingLastPathComponent().path + "/.\(url.lastPathComponent).removed"
        try? FileManager.default.removeItem(atPath: hidden)
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
