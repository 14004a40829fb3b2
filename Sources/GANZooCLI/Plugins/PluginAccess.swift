import GANCore
import GANModule

/// Who may change a plugin. Its code runs with the rights of the user, already while it is opened, and its fingerprint is no secret: it tells
/// errors from plugins, and not strangers.
enum PluginAccess {
    struct Problem: Hashable {
        /// The file, or the folder that it lies in or below.
        let path: String
        let isForeign: Bool

        var text: String { "\(path) \(isForeign ? "belongs to another user" : "can be written by other users")" }

        var fix: String {
            isForeign
                ? "copy it to a folder of yours, if you trust its owner"
                : "change that with \(shellCommand(["chmod", "go-w", path])), or move it to a folder that only you may write to"
        }
    }

    /// The first of the file, its folder and the folders above that is not this user's or root's, or that others may write to. In a sticky
    /// folder such as /tmp nobody renames folders of others, but anybody puts a library beside a plugin: it may lie below such a folder
    /// and not in it.
    /// - Returns: nil also for a path that does not exist.
    static func problem(of file: String) -> Problem? {
        let path = PathText.withoutLinks(file)
        guard let problem = problem(of: path, mayBeSticky: false) else {
            return problem(ofFolder: PathText.folder(of: path))
        }
        return problem
    }

    /// The same for a folder that a plugin will lie in.
    static func problem(ofFolder folder: String) -> Problem? {
        var (path, isAbove) = (PathText.withoutLinks(folder), false)
        while true {
            if let problem = problem(of: path, mayBeSticky: isAbove) { return problem }
            if path == "/" { return nil }
            (path, isAbove) = (PathText.folder(of: path), true)
        }
    }

    private static func problem(of path: String, mayBeSticky: Bool) -> Problem? {
        let access = try? SystemFile.status(of: path).access
        return access?.weakness(mayBeSticky: mayBeSticky).map { Problem(path: path, isForeign: $0 == .isForeign) }
    }
}
