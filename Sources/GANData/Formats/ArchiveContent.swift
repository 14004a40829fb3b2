/// The content of a zip file or of a folder.
struct ArchiveContent {
    static let labelFile = "dataset.json"

    /// Sorted by bytes.
    let images: [String]
    /// All files named dataset.json.
    let labelFiles: [String]
    /// Folders without images, including their subfolders, sorted by bytes.
    let emptyFolders: [String]
    let reader: any ImageReader
    let notes: [DataNote]
    let faults: [DataError]
    private let path: String
    /// The zip file; nil for a folder.
    private let archive: ZipArchive?

    init(folder path: String) throws {
        let scan = try ImageScan(path, labelFile: Self.labelFile)
        (images, labelFiles, notes, faults) = (scan.images, scan.labelFiles, scan.notes, scan.faults)
        (emptyFolders, reader) = (scan.emptyFolders, FolderImages(root: path, paths: images))
        (self.path, archive) = (path, nil)
    }

    init(zip path: String) throws {
        let archive = try ZipArchive(path)
        var leftOut = LeftOut()
        var systemFolders: Set<String> = []
        var (entries, byContent, labelFiles): ([ZipArchive.Entry], [String], [String]) = ([], [], [])
        for entry in archive.entries {
            if let (name, reason) = entry.systemPart {
                if reason == .systemFile || systemFolders.insert(name).inserted { leftOut.add(name, reason) }
                continue
            }
            switch ImageNames.kind(entry.name) {
            case .image: entries.append(entry)
            case .open where archive.start(of: entry).map({ ImageNames.isImage(start: $0) }) ?? false:
                entries.append(entry)
                byContent.append(entry.name)
            case .noImage where entry.name.split(separator: "/").last == Self.labelFile[...]:
                labelFiles.append(entry.name)
            case .open, .noImage: leftOut.add(entry.name, .noImage)
            }
        }
        images = entries.map(\.name)
        emptyFolders = Self.emptyFolders(archive, images: images)
        reader = ZipImages(archive: archive, entries: entries)
        (self.labelFiles, notes, faults) = (labelFiles, DataNote.byContent(byContent) + leftOut.notes, [])
        (self.path, self.archive) = (path, archive)
    }

    private static func emptyFolders(_ archive: ZipArchive, images: [String]) -> [String] {
        var folders: Set<Substring> = []
        for entry in archive.folderEntries + archive.entries where entry.systemPart == nil {
            folders.formUnion(entry.name.folders)
        }
        for image in images { folders.subtract(image.folders) }
        return folders.map(String.init).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    func place(of file: String) -> String { archive == nil ? "\(path)/\(file)" : "\(path): \(file)" }

    /// The content of a label file.
    /// - Throws: `DataError`.
    func read(_ file: String) throws -> [UInt8] {
        guard let archive else { return try FileBytes.read(place(of: file), limit: DatasetJSON.largestSize) }
        guard let entry = archive.entries.first(where: { $0.name == file }) else { return [] }
        return try archive.content(of: entry, limit: DatasetJSON.largestSize)
    }
}

extension ZipArchive.Entry {
    /// The outermost system folder or system file on its path, and its kind.
    fileprivate var systemPart: (String, LeftOut.Reason)? {
        let parts = name.split(separator: "/").map(String.init)
        for (depth, part) in (isFolder ? parts[...] : parts.dropLast()).enumerated() {
            guard SystemNames.isHidden(part) || SystemNames.isFolder(part) else { continue }
            return (
                parts[...depth].joined(separator: "/"), SystemNames.isHidden(part) ? .hiddenFolder : .systemFolder
            )
        }
        return !isFolder && parts.last.map(SystemNames.isFile) == true ? (name, .systemFile) : nil
    }
}

extension String {
    /// The folders on a path, from the outermost: `a`, `a/b` for `a/b/1.png` and for `a/b/`. They share the path's memory.
    fileprivate var folders: [Substring] {
        let parts = split(separator: "/")
        return (hasSuffix("/") ? parts[...] : parts.dropLast()).map { self[..<$0.endIndex] }
    }
}
