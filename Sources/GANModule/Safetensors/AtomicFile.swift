/// Writes a file atomically: a reader sees the whole file or nothing, even if the machine fails meanwhile.
///
/// The new file is written under a name of `PartialFile` in the same folder. What a killed process leaves there is removed when another
/// one writes into the folder.
package enum AtomicFile {
    /// Creates a file, or replaces one.
    /// - Parameters:
    ///   - isPrivate: whether only this user may read it. Otherwise the process's mask decides.
    ///   - content: writes the file; its errors are rethrown, and no file is left
    package static func replace(
        _ path: String, isPrivate: Bool = false, content: (SystemFile) throws -> Void
    ) throws {
        if !split(path).name.isEmpty { try refuseSpecialFile(path) }
        try write(path, isPrivate: isPrivate, content) { partial in
            try attempt("renaming") { () throws(SystemError) in try SystemFile.rename(partial, to: path) }
        }
    }

    /// Creates a file; throws the `SystemError` of an existing file if the path exists or appears meanwhile.
    /// - Parameter content: writes the file; its errors are rethrown, and no file is left
    package static func create(_ path: String, content: (SystemFile) throws -> Void) throws {
        try write(path, content) { partial in
            do throws(SystemError) { try SystemFile.renameToNew(partial, path) } catch {
                if error.isExistingFile { throw error }
                throw SafetensorsDefect.cannotWrite(action: "renaming", reason: error.reason)
            }
        }
    }

    private static func write(
        _ path: String, isPrivate: Bool = false, _ content: (SystemFile) throws -> Void,
        move: (_ partial: String) throws -> Void
    ) throws {
        let (folderPath, name) = split(path)
        guard !name.isEmpty else { throw SafetensorsDefect.cannotWrite(action: "opening", reason: "it names a folder") }
        // Opened before anything is written, so that an error occurs early.
        let folder = try attempt("opening its folder") { () throws(SystemError) in try SystemFile.folder(folderPath) }
        PartialFile.removeLeftovers(in: folderPath)
        let (partial, file) = try attempt("creating a file in its folder") { () throws(SystemError) in
            try PartialFile.locked(in: folderPath) { path throws(SystemError) in
                try SystemFile.creating(path, isPrivate: isPrivate)
            }
        }
        do {
            try content(file)
            try attempt("waiting for the disk") { () throws(SystemError) in try file.synchronize() }
            try move(partial)
        } catch {
            SystemFile.remove(partial)
            throw error
        }
        do throws(SystemError) {
            try folder.synchronizeFolder()
        } catch {
            throw SafetensorsDefect.notDurable(reason: error.reason)
        }
    }

    /// The folder before the last slash, and the name after it.
    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = String(path[..<slash])
        return (folder.isEmpty ? "/" : folder, String(path[path.index(after: slash)...]))
    }

    /// Renaming onto /dev/null would replace the device.
    private static func refuseSpecialFile(_ path: String) throws {
        let status: FileStatus
        do throws(SystemError) {
            status = try SystemFile.status(of: path)
        } catch {
            if error.isMissingFile { return }
            throw SafetensorsDefect.cannotWrite(action: "looking for it", reason: error.reason)
        }
        guard status.isRegular else { throw SafetensorsDefect.notRegularFile(kind: status.kind) }
    }
}

/// Runs `work`; an error becomes a defect that names the action.
func attempt<Answer>(_ action: String, _ work: () throws(SystemError) -> Answer) throws(SafetensorsDefect) -> Answer {
    do throws(SystemError) {
        return try work()
    } catch {
        throw .cannotWrite(action: action, reason: error.reason)
    }
}
