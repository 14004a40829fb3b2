import GANCore

/// A folder of images: one subfolder per class, or images without labels.
public final class ImageFolder: StreamedDataset {
    public struct Settings: ImageDatasetSettings {
        @Setting(
            path:
                "folder with one subfolder of images per class (sorted by name, or numerically if all are whole numbers), or with images without labels"
        ) var path: String
        package var images = ImageSettings()

        public init() {}
    }

    public static let name = "image_folder"
    public static let summary = "folder of images: one subfolder per class, or no labels"
    public let source: any SampleSource

    public init(_ settings: Settings, _ build: BuildContext) throws { source = try ImageSource(settings, build) }
}

extension ImageFolder.Settings {
    package func collection() throws -> ImageCollection {
        let scan = try ImageScan(path)
        let withImages = scan.folders.filter { !$0.images.isEmpty }
        let collection = try withImages.isEmpty ? unlabeled(scan) : labeled(scan, withImages)
        return collection.adding(notes: scan.notes, faults: scan.faults)
    }

    package var hasClassFolders: Bool { true }

    private func unlabeled(_ scan: ImageScan) throws -> ImageCollection {
        guard !scan.loose.isEmpty else {
            if let fault = scan.faults.first { throw fault }
            throw DataError(path, "the folder contains no image", fix: "use a folder that contains .png or .jpg files")
        }
        return ImageCollection(
            reader: FolderImages(root: path, paths: scan.loose), labels: .none(count: scan.loose.count))
    }

    private func labeled(_ scan: ImageScan, _ folders: [ImageScan.Folder]) throws -> ImageCollection {
        guard folders.count <= SampleLabels.largestSize else {
            throw DataError(
                path, "it has \(folders.count) folders, more classes than \(SampleLabels.largestSize)",
                fix: "use the folder that contains one folder per class")
        }
        guard images.selection.needsLabels else {
            let paths = folders.flatMap(\.images) + scan.loose
            return ImageCollection(reader: FolderImages(root: path, paths: paths), labels: .none(count: paths.count))
        }
        let classes = ClassFolders(folders.lazy.map(\.name))
        let numbers = folders.flatMap { folder in folder.images.map { _ in classes[folder.name] } }
        let reader = FolderImages(root: path, paths: folders.flatMap(\.images))
        var collection = ImageCollection(reader: reader, labels: .classes(numbers, names: classes.names))
        collection.notes = classes.notes
        collection.faults = Self.faults(scan)
        guard images.selection.classes == nil else { return collection }
        return collection.checked(FolderLevel(root: path, folders, classes))
    }

    private static func faults(_ scan: ImageScan) -> [DataError] {
        var faults: [DataError] = []
        if !scan.loose.isEmpty { faults.append(ClassFolders.loose(scan.loose, scan.root)) }
        return faults + ClassFolders.empty(scan.folders.filter(\.images.isEmpty).map(\.name), scan.root)
    }
}

extension ClassFolders {
    /// - Parameters:
    /// - images: the images that are not in a class folder.
    /// - place: the folder or archive.
    static func loose(_ images: [String], _ place: String) -> DataError {
        DataError(
            place,
            "\(counted(images.count, "image")) \(images.count == 1 ? "is" : "are") not in a class folder: \(listed(images))",
            fix: "move each into the folder of its class", isOfContent: true)
    }

    /// - Parameter folders: class folders without images.
    /// - Returns: no error if there are none.
    static func empty(_ folders: [String], _ place: String) -> [DataError] {
        if folders.isEmpty { return [] }
        return [
            DataError(
                place, "these classes have no image: \(listed(folders))",
                fix: "add images, or remove the folders",
                isOfContent: true)
        ]
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ImageFolder.self) }
