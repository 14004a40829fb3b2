import GANModule
import Glibc

/// What lies in a folder, sorted by the bytes of the names. Hidden files, whose names begin with a point, are left out, and so is
/// what macOS adds to archives; links are followed.
struct FolderListing {
    private(set) var files: [String] = []
    private(set) var folders: [String] = []
    /// Folders within folders, at most: links can form rings.
    private static let deepest = 32

    /// - Throws: `DataError`.
    init(_ path: String) throws {
        for name in try Self.names(in: path) where !name.hasPrefix(".") && name != "__MACOSX" {
            // What cannot be looked at is no folder; where its name is an image's, decoding will say what is wrong with it.
            let status = try? SystemFile.status(of: "\(path)/\(name)")
            if status?.kind == "directory" {
                folders.append(name)
            } else if status?.isRegular ?? Self.isImage(name) {
                files.append(name)
            }
        }
        files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        folders.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The paths, relative to `root`, of all images in a folder and in the folders within, sorted.
    /// - Parameter folder: relative to `root`; empty for `root` itself.
    static func images(under root: String, _ folder: String = "") throws -> [String] {
        try files(under: root, folder, where: isImage)
    }

    /// The same of the files that `isWanted` says so of, by their names.
    static func files(
        under root: String, _ folder: String = "", depth: Int = 0, where isWanted: (String) -> Bool
    ) throws -> [String] {
        let path = folder.isEmpty ? root : "\(root)/\(folder)"
        guard depth <= deepest else {
            throw DataError(
                path, "it lies more than \(deepest) folders deep", fix: "look for a link to an outer folder")
        }
        let listing = try FolderListing(path)
        func inside(_ name: String) -> String { folder.isEmpty ? name : "\(folder)/\(name)" }
        let own = listing.files.filter(isWanted).map(inside)
        let nested = try listing.folders.flatMap {
            try files(under: root, inside($0), depth: depth + 1, where: isWanted)
        }
        return nested.isEmpty ? own : (own + nested).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether a file of that name is an image. Formats that cannot be read count, so that they are reported and not passed over.
    static func isImage(_ name: String) -> Bool {
        guard let point = name.lastIndex(of: ".") else { return false }
        return extensions.contains(name[name.index(after: point)...].lowercased())
    }

    private static let extensions: Set = [
        "png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "avif", "heic", "heif",
    ]

    private static func names(in path: String) throws -> [String] {
        guard let folder = unsafe opendir(path) else { throw DataError(path, SystemError.last) }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            names.append(
                unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                    unsafe name.withMemoryRebound(to: CChar.self, capacity: 1) { unsafe String(cString: $0) }
                })
        }
        return names
    }
}
