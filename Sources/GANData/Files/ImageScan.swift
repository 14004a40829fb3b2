import GANCore
import GANModule

/// The images of a folder and its subfolders, and the other files there.
struct ImageScan {
    /// A folder below the root, with its images.
    struct Folder {
        let name: String
        /// Relative to the root, sorted by bytes.
        let images: [String]
    }

    /// Most folders within each other, in a folder or in a zip file.
    static let deepest = 32

    let root: String
    /// Images directly in the root.
    let loose: [String]
    /// Sorted by the bytes of the names.
    let folders: [Folder]
    private let walk: Walk

    /// - Parameter labelFile: the name of a label file to look for.
    /// - Throws: `DataError`.
    init(_ root: String, labelFile: String? = nil) throws {
        self.root = root
        var walk = Walk(root: root, labelFile: labelFile)
        let listing = try walk.enter("")
        loose = walk.images(of: listing, prefix: "")
        folders = try listing.folders.map { Folder(name: $0, images: try walk.images(under: $0, depth: 1)) }
        self.walk = walk
    }

    /// Relative to the root, sorted by bytes.
    var images: [String] {
        (loose + folders.flatMap(\.images)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// All files with the requested name, relative to the root.
    var labelFiles: [String] { walk.labelFiles }

    /// Folders without images, including their subfolders, relative to the root.
    var emptyFolders: [String] { walk.emptyFolders }
}

/// Walks through folders and collects the files.
private struct Walk {
    let root: String
    let labelFile: String?
    var labelFiles: [String] = []
    var emptyFolders: [String] = []
    var leftOut = LeftOut()
    /// Images that are recognized only by their content.
    var byContent: [String] = []
    /// Escaped names of images and folders that are not UTF-8.
    var notText: [String] = []
    /// Each folder with the path that led to it. Symbolic links can form cycles, and two from each of 30 folders to the next are a
    /// billion paths to the last.
    private var entered: [FileIdentity: String] = [:]

    init(root: String, labelFile: String?) { (self.root, self.labelFile) = (root, labelFile) }

    mutating func images(under folder: String, depth: Int) throws -> [String] {
        guard depth <= ImageScan.deepest else {
            throw DataError(
                "\(root)/\(folder)", "it is more than \(ImageScan.deepest) folders deep",
                fix: "use a folder further down")
        }
        let listing = try enter(folder)
        let own = images(of: listing, prefix: folder + "/")
        let nested = try listing.folders.flatMap { try images(under: "\(folder)/\($0)", depth: depth + 1) }
        if own.isEmpty, nested.isEmpty { emptyFolders.append(folder) }
        return nested.isEmpty ? own : (own + nested).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// - Parameter folder: relative to the root; empty for the root itself.
    /// - Throws: `DataError`, also for a folder that was entered before.
    mutating func enter(_ folder: String) throws -> FolderListing {
        let path = folder.isEmpty ? root : "\(root)/\(folder)"
        let listing = try FolderListing(path)
        if let other = entered.updateValue(path, forKey: listing.identity) {
            throw DataError(
                path, "it is the folder \(other) again, so its images would count twice",
                fix: "remove the symbolic link to it", isOfContent: true)
        }
        return listing
    }

    /// Images directly in the listed folder.
    mutating func images(of listing: FolderListing, prefix: String) -> [String] {
        for (name, reason) in listing.system { leftOut.add(prefix + name, reason) }
        for (name, isImportant) in listing.notText {
            if isImportant { notText.append(prefix + name) } else { leftOut.add(prefix + name, .noImage) }
        }
        return listing.files.compactMap { take($0, prefix + $0) ? prefix + $0 : nil }
    }

    /// - Returns: whether it is an image.
    private mutating func take(_ name: String, _ path: String) -> Bool {
        switch ImageNames.kind(name) {
        case .image: return true
        case .open where Self.isImage("\(root)/\(path)"):
            byContent.append(path)
            return true
        case .noImage where name == labelFile: labelFiles.append(path)
        case .open, .noImage: leftOut.add(path, .noImage)
        }
        return false
    }

    private static func isImage(_ path: String) -> Bool {
        let start = try? SystemFile.reading(path).read(ImageNames.startSize, at: 0, as: UInt8.self)
        return start.map { ImageNames.isImage(start: $0) } ?? false
    }
}

// MARK: - What it says

extension ImageScan {
    var notes: [DataNote] { DataNote.byContent(walk.byContent) + walk.leftOut.notes }

    /// The error for names that are not UTF-8.
    var faults: [DataError] {
        let names = walk.notText
        if names.isEmpty { return [] }
        let isOne = names.count == 1
        return [
            DataError(
                root,
                "\(grouped(names.count)) \(isOne ? "name is" : "names are") not UTF-8: \(listed(names, atMost: 5))",
                fix: "rename \(isOne ? "it" : "them"); convmv -r -f latin1 -t utf8 renames whole folders",
                isOfContent: true)
        ]
    }
}

extension DataNote {
    /// The note about images without an image's file name.
    static func byContent(_ names: [String]) -> [DataNote] {
        if names.isEmpty { return [] }
        let words =
            names.count == 1
            ? "1 file is an image, but its name has no image extension"
            : "\(grouped(names.count)) files are images, but their names have no image extension"
        return [DataNote("\(words): \(listed(names, atMost: 5))")]
    }
}
