import GANCore

/// Checks whether a folder is the one with the classes, or a level above it: the splits of a data set, or a folder around all
/// classes.
struct FolderLevel {
    /// What is wrong with the folder; nil if it can be the intended one.
    let fault: DataError?
    let note: DataNote?

    /// - Parameters:
    /// - root: the folder.
    /// - folders: its subfolders with images.
    /// - classes: the subfolders as classes.
    init(root: String, _ folders: [ImageScan.Folder], _ classes: ClassFolders) {
        if !classes.parts.isEmpty {
            note = nil
            fault = DataError(
                root, classes.partsText,
                fix:
                    "use one of them, such as \(root)/\(classes.likeliestPart); if they are classes, list them under `data.classes`",
                isOfContent: true)
        } else if folders.count == 1, let only = folders.first {
            (fault, note) = Self.single(root, only)
        } else {
            (fault, note) = (nil, nil)
        }
    }

    /// The fault or the note for a root with only one folder.
    private static func single(_ root: String, _ only: ImageScan.Folder) -> (DataError?, DataNote?) {
        var (prefix, rest) = (only.name, only.images.map { $0.dropFirst(only.name.count + 1) })
        while true {
            let inside = Set(rest.map { $0.prefix { $0 != "/" } })
            guard rest.allSatisfy({ $0.contains("/") }), let first = inside.first else {
                let text =
                    "there is only one class, \(only.name); for images without labels use \(root)/\(prefix), or set labels: false"
                return (nil, .warning(text))
            }
            if inside.count > 1 { return (fault(root, only.name, ClassFolders(inside.map(String.init)), prefix), nil) }
            prefix += "/\(first)"
            rest = rest.map { $0.dropFirst(first.count + 1) }
        }
    }

    private static func fault(_ root: String, _ only: String, _ inner: ClassFolders, _ prefix: String) -> DataError {
        if !inner.parts.isEmpty {
            return DataError(
                root, "its only folder, \(only), contains the splits of a data set: \(listed(inner.parts, atMost: 12))",
                fix: "use one of them, such as \(root)/\(prefix)/\(inner.likeliestPart)", isOfContent: true)
        }
        return DataError(
            root, "its only folder, \(only), contains folders of images",
            fix:
                "use \(root)/\(prefix), whose folders are the classes; if \(only) is a class, list it under `data.classes`",
            isOfContent: true)
    }
}

extension ImageCollection {
    func checked(_ level: FolderLevel) -> ImageCollection {
        adding(notes: level.note.map { [$0] } ?? [], faults: level.fault.map { [$0] } ?? [])
    }
}
