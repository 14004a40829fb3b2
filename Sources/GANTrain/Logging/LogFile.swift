import GANCore
import GANModule

/// A file that only grows, and that a resumed run truncates to the length in its checkpoint.
///
/// Appended data reaches the system at once, completely or not at all: a killed process loses nothing.
struct LogFile {
    /// Finds the end of an entry in an open file: a line or a record.
    typealias EntryCheck = (SystemFile, _ offset: Int) throws(SystemError) -> Bool

    let path: String
    /// Number of bytes written.
    private(set) var offset = 0
    private let file: SystemFile

    private init(path: String, file: SystemFile) { (self.path, self.file) = (path, file) }

    /// Creates a file.
    init(creating path: String) throws(LogError) {
        do throws(SystemError) {
            try self.init(path: path, file: SystemFile.creating(path))
        } catch {
            throw error.isExistingFile ? .exists(path: path) : .refused(path, "creating the file", error)
        }
    }

    /// Opens the file without the content after `offset`; a missing file starts empty.
    init(appendingTo path: String, at offset: Int, endsEntry: EntryCheck) throws(LogError) {
        guard let file = try Self.existing(path) else {
            try self.init(creating: path)
            return
        }
        self.init(path: path, file: file)
        try cut(to: offset, endsEntry)
    }

    private static func existing(_ path: String) throws(LogError) -> SystemFile? {
        do throws(SystemError) {
            return try SystemFile.updating(path)
        } catch {
            if error.isMissingFile { return nil }
            if let status = try? SystemFile.statusOfLink(path), !status.isRegular {
                throw .notRegularFile(path: path, kind: status.kind)
            }
            throw .refused(path, "opening the file", error)
        }
    }

    private mutating func cut(to offset: Int, _ endsEntry: EntryCheck) throws(LogError) {
        try attempt("cutting it to \(counted(offset, "byte"))") { file throws(SystemError) -> LogError? in
            let status = try file.status()
            guard status.isRegular else { return .notRegularFile(path: path, kind: status.kind) }
            guard status.linkCount == 1 else { return .hardLink(path: path) }
            guard status.size >= offset else { return .tooShort(path: path, size: status.size, expected: offset) }
            guard try endsEntry(file, offset) else { return .otherFile(path: path, offset: offset) }
            try file.truncate(to: offset)
            return nil
        }
        self.offset = offset
    }

    /// Appends bytes. After an error the file is unchanged.
    mutating func append(_ bytes: [UInt8]) throws(LogError) {
        try attempt("appending") { file throws(SystemError) in
            do throws(SystemError) {
                try file.write(bytes)
            } catch {
                try file.truncate(to: offset)
                throw error
            }
            return nil
        }
        offset += bytes.count
    }

    /// Waits until everything is on disk.
    func synchronize() throws(LogError) {
        try attempt("flushing it to the disk") { file throws(SystemError) in
            try file.synchronize()
            return nil
        }
    }

    private func attempt(_ action: String, _ work: (SystemFile) throws(SystemError) -> LogError?) throws(LogError) {
        let problem: LogError?
        do throws(SystemError) {
            problem = try work(file)
        } catch {
            problem = .refused(path, action, error)
        }
        if let problem { throw problem }
    }
}
