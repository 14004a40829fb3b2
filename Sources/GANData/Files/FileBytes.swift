import GANModule
import Glibc

/// Reads whole files.
package enum FileBytes {
    /// Limit for any file. The largest file of the known data sets, a batch of CIFAR-100, has 154 MB.
    package static let largestSize = 1 << 30
    /// Limit for a single image file. The number of pixels has another limit.
    static let largestImage = 1 << 28

    /// The first of these paths at which something is; nil if there is nothing.
    /// - Throws: `DataError` if that cannot be found out.
    static func first(of places: [String]) throws -> String? {
        try places.first { place in
            do throws(SystemError) { return try SystemFile.isThere(place) } catch { throw DataError(place, error) }
        }
    }

    /// The bytes of an image file.
    /// - Throws: `DataError`.
    static func image(_ path: String) throws -> [UInt8] { try read(path, limit: largestImage, fix: "remove it") }

    /// - Parameters:
    ///   - limit: maximum size of the file in bytes.
    ///   - fix: the action for a larger file.
    /// - Throws: `DataError`.
    package static func read(
        _ path: String, limit: Int = largestSize, fix: String = "split it into smaller files"
    ) throws -> [UInt8] {
        do {
            let file = try SystemFile.reading(path)
            let status = try file.status()
            guard status.isRegular else {
                throw DataError(path, "it is a \(status.kind), not a file", fix: "give the path of a file")
            }
            guard status.size <= limit else {
                throw DataError(
                    path, "it has \(status.size) bytes, more than \(limit >> 20) MiB", fix: fix, isOfContent: true)
            }
            return try file.read(status.size, at: 0, as: UInt8.self)
        } catch let error as SystemError {
            throw DataError(path, error)
        }
    }
}

extension DataError {
    /// Converts an error of a system call.
    init(_ path: String, _ error: SystemError) {
        if error.isMissingFile {
            self.init(missing: path)
        } else {
            self.init(path, "it cannot be read (\(error.reason))", fix: Self.fix(error.code))
        }
    }

    /// The error for a new file or folder that cannot be made.
    init(writing path: String, _ error: SystemError) {
        let folder = parent(of: path)
        let fix = error.isMissingFile ? "create the folder \(folder)" : "free some space or choose another place"
        self.init(path, "it cannot be written (\(error.reason))", fix: fix)
    }

    private init(missing path: String) {
        if (try? SystemFile.statusOfLink(path)) != nil {
            self.init(
                path, "it is a symbolic link without a target", fix: "restore its target, or remove it",
                isOfContent: true)
        } else if path.unicodeScalars.contains("\u{FFFD}") {
            self.init(
                path, "there is no such file, or its name is not UTF-8", fix: "rename it, or correct the path",
                isOfContent: true)
        } else {
            self.init(path, "there is no such file or folder", fix: "correct the path", isOfContent: true)
        }
    }

    private static func fix(_ code: Int32) -> String {
        switch code {
        case ENOTDIR, ENAMETOOLONG, EINVAL, EISDIR: "correct the path"
        case ELOOP: "remove symbolic links that form a cycle"
        case EMFILE, ENFILE: "close other programs, or raise the limit of open files (ulimit -n)"
        case ENOMEM: "close other programs"
        case EIO, ESTALE: "check the disk, and restore the file from a copy"
        default: "make it readable for this user"
        }
    }
}
