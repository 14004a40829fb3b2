import GANCore

/// A folder of images: one folder for each class, sorted by name, or images without labels.
public final class ImageFolder: StreamedDataset {
    public struct Settings: ImageDatasetSettings {
        @Setting("folder that holds a folder of images for each class, or images without labels") var path: String
        public var images = ImageSettings()

        public init() {}
    }

    public static let name = "image_folder"
    public static let summary = "a folder of PNG and JPEG images, one folder for each class, or without labels"
    public let source: any SampleSource

    public init(_ settings: Settings, _ build: BuildContext) throws { source = try ImageSource(settings, build) }
}

extension ImageFolder.Settings {
    package func collection() throws -> ImageCollection {
        let root = path
        let listing = try FolderListing(root)
        let loose = listing.files.filter(FolderListing.isImage)
        if listing.folders.isEmpty { return try Self.unlabelled(root, loose) }
        guard loose.isEmpty else {
            throw DataError(
                root, "images lie beside the folders of the classes, \(grouped(loose.count)) of them: \(listed(loose))",
                fix: "move each into the folder of its class")
        }
        guard listing.folders.count <= SampleLabels.largestSize else {
            throw DataError(
                root, "it has \(listing.folders.count) folders, more classes than \(SampleLabels.largestSize)",
                fix: "give the folder that holds a folder for each class")
        }
        var (paths, classes): ([String], [Int32]) = ([], [])
        var empty: [String] = []
        for (index, name) in listing.folders.enumerated() {
            let own = try FolderListing.images(under: root, name)
            if own.isEmpty { empty.append(name) }
            paths += own
            classes += own.map { _ in Int32(index) }
        }
        guard empty.isEmpty else {
            throw DataError(
                root, "classes have no image: \(listed(empty))", fix: "add images, or remove the folders")
        }
        return ImageCollection(
            reader: FolderImages(root: root, paths: paths), labels: .classes(classes, names: listing.folders))
    }

    private static func unlabelled(_ root: String, _ paths: [String]) throws -> ImageCollection {
        guard !paths.isEmpty else {
            throw DataError(root, "the folder has no image", fix: "give the folder that holds .png or .jpg files")
        }
        return ImageCollection(reader: FolderImages(root: root, paths: paths), labels: .none(count: paths.count))
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ImageFolder.self) }
