/// Writes a file as a whole: a reader sees nothing of it or all, even if the machine stops half-way.
///
/// The new file grows under a hidden name in the same folder, ".<process>-<random>.partial". A process that is killed
/// leaves it there; nothing reads it.
package enum AtomicFile {
    /// A new file, or a new one in the place of another.
    /// - Parameter content: writes the file; what it throws is thrown on, and nothing stays behind
    package static func replace(_ path: String, content: (SystemFile) throws -> Void) throws {
        if !split(path).name.isEmpty { try refuseSpecialFile(path) }
        try write(path, content) { partial in
            try attempt("renaming") { () throws(SystemError) in try SystemFile.rename(partial, to: path) }
        }
    }

    /// A new file; where anything is, or comes to be meanwhile, `SystemError` of an existing file.
    /// - Parameter content: writes the file; what it throws is thrown on, and nothing stays behind
    package static func create(_ path: String, content: (SystemFile) throws -> Void) throws {
        try write(path, content) { partial in
            do throws(SystemError) { try SystemFile.renameToNew(partial, path) } catch {
                if error.isExistingFile { throw error }
                throw SafetensorsDefect.cannotWrite(action: "renaming", reason: error.reason)
            }
        }
    }

    /// Whether a file has the name of one that is being written.
    package static func isPartial(_ name: String) -> Bool { name.wholeMatch(of: /\.[0-9]+-[0-9]+\.partial/) != nil }

    private static func write(
        _ path: String, _ content: (SystemFile) throws -> Void, move: (_ partial: String) throws -> Void
    ) throws {
        let (folderPath, name) = split(path)
        guard !name.isEmpty else { throw SafetensorsDefect.cannotWrite(action: "opening", reason: "it names a folder") }
        // Opened before anything is written, so that what can fail fails early.
        let folder = try attempt("opening its folder") { () throws(SystemError) in try SystemFile.folder(folderPath) }
        let partial = "\(folderPath)/.\(SystemFile.processIdentifier)-\(UInt64.random(in: 0 ... .max)).partial"
        let file = try attempt("creating a file in its folder") { () throws(SystemError) in
            try SystemFile.creating(partial)
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

    /// The part before the last slash, and the name after it.
    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = String(path[..<slash])
        return (folder.isEmpty ? "/" : folder, String(path[path.index(after: slash)...]))
    }

    /// A rename onto /dev/null would replace it for everyone.
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

/// Does `work`; an error becomes a defect that says what was being done.
func attempt<Answer>(_ action: String, _ work: () throws(SystemError) -> Answer) throws(SafetensorsDefect) -> Answer {
    do throws(SystemError) {
        return try work()
    } catch {
        throw .cannotWrite(action: action, reason: error.reason)
    }
}
