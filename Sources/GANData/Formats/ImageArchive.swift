import GANCore
import GANModule

/// A zip file or folder of images as StyleGAN's `dataset_tool.py` writes it, labelled by its `dataset.json`.
public final class ImageArchive: StreamedDataset {
    public struct Settings: ImageDatasetSettings {
        @Setting("zip file or folder of images, with a dataset.json for labels") var path: String
        public var images = ImageSettings()

        public init() {}
    }

    public static let name = "image_archive"
    public static let summary = "a zip file or folder in the format of StyleGAN, labelled by dataset.json"
    public static let source: String? = "https://github.com/NVlabs/stylegan2-ada-pytorch, dataset_tool.py"
    public let source: any SampleSource

    public init(_ settings: Settings, _ build: BuildContext) throws { source = try ImageSource(settings, build) }
}

extension ImageArchive.Settings {
    package func collection() throws -> ImageCollection {
        let isFolder = try? SystemFile.status(of: path).kind == "directory"
        return isFolder == true ? try Self.folder(path) : try Self.zip(path)
    }

    private static let labelFile = "dataset.json"

    private static func folder(_ path: String) throws -> ImageCollection {
        let images = try FolderListing.images(under: path)
        let hasLabels = try FolderListing(path).files.contains(labelFile)
        let json = hasLabels ? try FileBytes.read("\(path)/\(labelFile)") : nil
        return try collection(FolderImages(root: path, paths: images), images, json: json, "\(path)/\(labelFile)", path)
    }

    private static func zip(_ path: String) throws -> ImageCollection {
        let archive = try ZipArchive(path)
        let entries = archive.entries.filter { FolderListing.isImage($0.name) }
        let json = try archive.entries.first { $0.name == labelFile }.map { try archive.content(of: $0) }
        let reader = ZipImages(archive: archive, entries: entries)
        return try collection(reader, entries.map(\.name), json: json, "\(path): \(labelFile)", path)
    }

    private static func collection(
        _ reader: any ImageReader, _ images: [String], json: [UInt8]?, _ jsonPlace: String, _ path: String
    ) throws -> ImageCollection {
        guard !images.isEmpty else {
            throw DataError(path, "it holds no image", fix: "give the file or folder that holds .png or .jpg files")
        }
        let labels = try json.map { try DatasetJSON($0, place: jsonPlace).labels(of: images) }
        return ImageCollection(reader: reader, labels: labels ?? .none(count: images.count))
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ImageArchive.self) }
