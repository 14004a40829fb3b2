import GANCore
import GANModule

/// Why a file of the run's log cannot be written. What it held up to the last whole line or record stays.
package enum LogError: Error, Hashable {
    /// A run starts with logs of its own.
    case exists(path: String)
    /// The system refused; `action` says what was tried, as in "appending".
    case refused(path: String, action: String, reason: String)
    case notRegularFile(path: String, kind: String)
    /// Another path names the same file, which would be cut and written to with it.
    case hardLink(path: String)
    /// It ends before the place at which the checkpoint saw its end.
    case tooShort(path: String, size: Int, expected: Int)
    /// No line or record ends where the checkpoint saw the file's end.
    case otherFile(path: String, offset: Int)
}

extension LogError {
    static func refused(_ path: String, _ action: String, _ error: SystemError) -> LogError {
        .refused(path: path, action: action, reason: error.reason)
    }
}

extension LogError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .exists(let path):
            "\(path): exists already\n  fix: name another folder for the run, or go on with --resume auto"
        case .refused(let path, let action, let reason):
            "\(path): \(action): \(reason); what it held is unchanged"
                + "\n  fix: see that the disk has room and the file can be written, then go on with --resume auto"
        case .notRegularFile(let path, let kind):
            "\(path): is a \(kind), where a regular file was expected"
                + "\n  fix: \(kind == "symbolic link" ? "put the file that it leads to in its place, or " : "")"
                + "remove it to go on with an empty one"
        case .hardLink(let path):
            "\(path): is a hard link: another path names the same file, and training would write to that too"
                + "\n  fix: replace it by a copy: cp FILE COPY && mv COPY FILE"
        case .tooShort(let path, let size, let expected):
            "\(path): has \(counted(size, "byte")), but had \(expected) when the checkpoint was written\n  fix: \(Self.restore)"
        case .otherFile(let path, let offset):
            "\(path): no entry ends at byte \(offset), where it ended when the checkpoint was written"
                + "\n  fix: \(Self.restore)"
        }
    }

    private static let restore = "put back the file as it was, or move it away to go on with an empty one"
}
