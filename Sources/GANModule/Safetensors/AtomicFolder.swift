import Foundation

/// Makes a folder as a whole: a reader sees all of it or nothing, even if the machine stops half-way.
///
/// It grows as ".<name>.partial" beside its place. A process that is killed leaves that there; nothing reads it, and the next
/// attempt begins by removing it.
package enum AtomicFolder {
    /// - Parameters:
    ///   - path: where nothing is yet.
    ///   - content: puts files that are on the disk into the folder given to it; what it throws is thrown on.
    /// - Throws: `FolderError`; nothing stays behind.
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

    /// Removes a folder so that no reader sees a part of it: it gets another name first.
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
                    ? "make the folder \(parent)" : "free some space or choose another folder")
        }
    }
}

/// Why a folder could not be made.
package struct FolderError: Error, Hashable, CustomStringConvertible {
    let path: String
    /// What was tried, as in "renaming".
    let action: String
    let reason: String
    /// What to do.
    let fix: String

    package var description: String {
        "\(path): \(action): \(reason)\n  fix: \(fix)"
    }
}
