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
        let files = try FolderListing.files(under: path) { $0 == labelFile || FolderListing.isImage($0) }
        let images = files.filter(FolderListing.isImage)
        let labels = try LabelFile(files, images, path)
        let place = "\(path)/\(labels?.name ?? labelFile)"
        let json = try labels.map { _ in try FileBytes.read(place, limit: DatasetJSON.largestSize) }
        return try collection(FolderImages(root: path, paths: images), images, labels, json, place)
    }

    private static func zip(_ path: String) throws -> ImageCollection {
        let archive = try ZipArchive(path)
        let files = archive.entries.filter { !$0.isHidden }
        let entries = files.filter { FolderListing.isImage($0.name) }
        let images = entries.map(\.name)
        let labels = try LabelFile(files.map(\.name), images, path)
        let json = try files.first { $0.name == labels?.name }.map {
            try archive.content(of: $0, limit: DatasetJSON.largestSize)
        }
        let reader = ZipImages(archive: archive, entries: entries)
        return try collection(reader, images, labels, json, "\(path): \(labels?.name ?? labelFile)")
    }

    private static func collection(
        _ reader: any ImageReader, _ images: [String], _ file: LabelFile?, _ json: [UInt8]?, _ place: String
    ) throws -> ImageCollection {
        guard let file, let json else { return ImageCollection(reader: reader, labels: .none(count: images.count)) }
        let names = images.map { String($0.dropFirst(file.folder.count)) }
        return ImageCollection(reader: reader, labels: try DatasetJSON(json, place: place).labels(of: names))
    }

    /// The dataset.json that labels the images: at the root, or in the one folder that all of them lie in, from where their names
    /// count then.
    private struct LabelFile {
        let name: String
        /// With a slash at its end; empty at the root.
        let folder: String

        /// - Returns: nothing where there is none.
        /// - Throws: `DataError` when there is no image, or when it is not clear which one counts.
        init?(_ files: [String], _ images: [String], _ path: String) throws {
            guard !images.isEmpty else {
                throw DataError(
                    path, "it holds no image", fix: "give the file or folder that holds .png or .jpg files")
            }
            let found = files.filter { $0 == labelFile || $0.hasSuffix("/\(labelFile)") }
            guard let name = found.first(where: { $0 == labelFile }) ?? found.first else { return nil }
            let folder = String(name.dropLast(labelFile.count))
            guard found.count == 1 || folder.isEmpty, images.allSatisfy({ $0.hasPrefix(folder) }) else {
                throw DataError(
                    path, "its \(name) does not lie beside the folders of all images",
                    fix: "put one dataset.json of all images at the root, or remove it for data without labels")
            }
            (self.name, self.folder) = (name, folder)
        }
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ImageArchive.self) }
