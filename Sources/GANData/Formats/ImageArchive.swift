import GANCore
import GANModule

/// A zip file or folder of images as StyleGAN's `dataset_tool.py` writes it, labeled by its `dataset.json`.
public final class ImageArchive: StreamedDataset {
    public struct Settings: ImageDatasetSettings {
        @Setting(path: "zip file or folder of images, with a dataset.json for labels, or with labels: folders")
        var path: String
        package var images = ImageSettings()

        public init() {}
    }

    public static let name = "image_archive"
    public static let summary =
        "zip file or folder in StyleGAN's format, labeled by dataset.json or by its folders"
    public static let source: String? = "https://github.com/NVlabs/stylegan2-ada-pytorch, dataset_tool.py"
    public let source: any SampleSource

    public init(_ settings: Settings, _ build: BuildContext) throws { source = try ImageSource(settings, build) }
}

extension ImageArchive.Settings {
    package func collection() throws -> ImageCollection {
        let isFolder = (try? SystemFile.status(of: path).kind == "directory") ?? false
        let content = try isFolder ? ArchiveContent(folder: path) : ArchiveContent(zip: path)
        guard !content.images.isEmpty else {
            if let fault = content.faults.first { throw fault }
            throw DataError(
                path, "it contains no image", fix: "use a file or folder that contains .png or .jpg files")
        }
        let collection = try images.selection.labels == .folders ? byFolders(content) : byLabelFile(content)
        return collection.adding(notes: content.notes, faults: content.faults)
    }

    package var hasClassFolders: Bool { true }

    // MARK: Labels

    private func byLabelFile(_ content: ArchiveContent) throws -> ImageCollection {
        var unlabeled = ImageCollection(reader: content.reader, labels: .none(count: content.images.count))
        guard images.selection.needsLabels else { return unlabeled }
        guard let file = try LabelFile(content, path) else {
            if images.selection.labels != .dropped { unlabeled.notes = PathFolders(content.images).hint }
            return unlabeled
        }
        let names = content.images.map { String($0.dropFirst(file.folder.count)) }
        let json = try DatasetJSON(
            try content.read(file.name), place: content.place(of: file.name), imageCount: names.count)
        return try json.collection(content.reader, names)
    }

    private func byFolders(_ content: ArchiveContent) throws -> ImageCollection {
        let folders = PathFolders(content.images)
        guard folders.loose.count < content.images.count else {
            throw DataError(
                path, "its images are not in folders",
                fix: "pack one folder per class, or remove labels: folders", isOfContent: true)
        }
        let classes = ClassFolders(folders.names)
        guard classes.names.count <= SampleLabels.largestSize else {
            throw DataError(
                path, "it has \(classes.names.count) folders, more classes than \(SampleLabels.largestSize)",
                fix: "pack one folder per class")
        }
        let numbers = folders.byImage.map { $0.map { classes[$0] } ?? 0 }
        var collection = ImageCollection(reader: content.reader, labels: .classes(numbers, names: classes.names))
        collection.notes = classes.notes
        if !content.labelFiles.isEmpty {
            collection.notes.append(DataNote("dataset.json is ignored because of labels: folders"))
        }
        if !folders.loose.isEmpty { collection.faults.append(ClassFolders.loose(folders.loose, path)) }
        collection.faults += ClassFolders.empty(folders.siblings(among: content.emptyFolders), path)
        if !classes.parts.isEmpty, images.selection.classes == nil {
            collection.faults.append(
                DataError(
                    path, classes.partsText,
                    fix:
                        "pack only one of these folders into the archive; if they are classes, list them under `data.classes`",
                    isOfContent: true))
        }
        return collection
    }

    /// The dataset.json that labels the images: at the root, or in the one folder that contains all images. In the second
    /// case, names are relative to that folder.
    private struct LabelFile {
        let name: String
        /// The file's folder, with a trailing slash; empty at the root.
        let folder: String

        /// - Returns: nil if there is none.
        /// - Throws: `DataError` if it is ambiguous.
        init?(_ content: ArchiveContent, _ path: String) throws {
            let found = content.labelFiles
            guard let name = found.first(where: { $0 == ArchiveContent.labelFile }) ?? found.first else { return nil }
            let folder = String(name.dropLast(ArchiveContent.labelFile.count))
            guard found.count == 1 || folder.isEmpty, content.images.allSatisfy({ $0.hasPrefix(folder) }) else {
                throw DataError(
                    path, "its \(name) is not in the parent folder of all images",
                    fix: "put one dataset.json for all images at the root, or remove it for data without labels")
            }
            (self.name, self.folder) = (name, folder)
        }
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ImageArchive.self) }
