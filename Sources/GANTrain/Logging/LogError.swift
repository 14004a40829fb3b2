import GANCore
import GANModule

/// The reason why a log file cannot be written. Its content up to the last complete line or record is unchanged.
package enum LogError: Error, Hashable {
    /// A new run needs new log files.
    case exists(path: String)
    /// The system call failed; `action` is the operation, such as "appending".
    case refused(path: String, action: String, reason: String)
    case notRegularFile(path: String, kind: String)
    /// Another path names the same file, so truncating and writing would change that too.
    case hardLink(path: String)
    /// The file is shorter than when the checkpoint was written.
    case tooShort(path: String, size: Int, expected: Int)
    /// The file is not the one that the checkpoint recorded: no line or record ends at its offset.
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
            "\(path): exists already\n  fix: choose another folder for the run, or resume the run in it"
        case .refused(let path, let action, let reason):
            "\(path): \(action): \(reason); the file's content is unchanged"
                + "\n  fix: make sure that the disk has space and the file is writable, then resume the run"
        case .notRegularFile(let path, let kind):
            "\(path): is a \(kind), but a regular file was expected"
                + "\n  fix: \(kind == "symbolic link" ? "replace it by its target, or " : "")"
                + "remove it to continue with an empty file"
        case .hardLink(let path):
            "\(path): is a hard link: another path names the same file, and training would write to that too"
                + "\n  fix: replace it with a copy: cp FILE COPY && mv COPY FILE"
        case .tooShort(let path, let size, let expected):
            "\(path): has \(counted(size, "byte")), but had \(expected) when the checkpoint was written\n  fix: \(Self.restore)"
        case .otherFile(let path, let offset):
            "\(path): no entry ends at byte \(offset), where one ended when the checkpoint was written"
                + "\n  fix: \(Self.restore)"
        }
    }

    private static let restore = "restore the original file, or move it away to continue with an empty file"
}
