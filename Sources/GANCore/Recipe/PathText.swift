import Glibc

/// Paths as text.
package enum PathText {
    /// The folder of a path: `recipes` for `recipes/lt.yaml`, `.` for `lt.yaml`, `/` for `/lt.yaml`.
    package static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last component of a path: `lt.yaml` for `recipes/lt.yaml`.
    package static func name(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return path }
        return String(path[path.index(after: slash)...])
    }

    /// `path` below `folder`; an absolute path unchanged.
    package static func joined(_ folder: String, _ path: String) -> String {
        if path.hasPrefix("/") || folder == "." { return path }
        return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
    }

    /// The path without `.`, and without `..` after a named folder.
    package static func simplified(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }

    /// The absolute path, for a path that is relative to the working folder.
    package static func absolute(_ path: String) -> String {
        let joined = path.hasPrefix("/") ? path : "\(workingFolder)/\(path)"
        return shortened(joined)
    }

    /// `path` simplified, unless the result names another file: after a symbolic link, `..` is not the folder before it in the text.
    package static func shortened(_ path: String) -> String {
        let simple = simplified(path)
        return identity(simple) == identity(path) ? simple : path
    }

    /// `path` relative to `folder`: `../data` for `/a/data` and `/a/recipes`.
    /// - Parameters:
    ///   - path: an absolute path.
    ///   - folder: an absolute path without symbolic links.
    package static func relative(_ path: String, to folder: String) -> String {
        let (parts, folders) = (path.split(separator: "/"), folder.split(separator: "/"))
        let shared = zip(parts, folders).prefix { $0 == $1 }.count
        let steps = Array(repeating: "..", count: folders.count - shared) + parts.dropFirst(shared).map(String.init)
        return steps.isEmpty ? "." : steps.joined(separator: "/")
    }

    /// The absolute path without symbolic links.
    package static var workingFolder: String {
        guard let text = unsafe getcwd(nil, 0) else { return "/" }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }

    /// The absolute path without symbolic links. Parts of it may not exist yet.
    package static func withoutLinks(_ path: String) -> String {
        let absolute = absolute(path)
        if let text = unsafe realpath(absolute, nil) {
            defer { unsafe free(text) }
            return unsafe String(cString: text)
        }
        let folder = folder(of: absolute)
        return folder == absolute ? absolute : joined(withoutLinks(folder), name(of: absolute))
    }

    /// A text that is equal for all paths of one file; nil if there is no such file.
    private static func identity(_ path: String) -> String? {
        var status = stat()
        guard !path.utf8.contains(0), unsafe stat(path, &status) == 0 else { return nil }
        return "\(status.st_dev):\(status.st_ino)"
    }
}
