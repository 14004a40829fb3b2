import GANCore

/// Fashion-MNIST: 70 000 gray pictures of clothes in ten classes, 28 pixels wide.
public final class FashionMNIST: StreamedDataset {
    public struct Settings: ImageDatasetSettings {
        @Setting(path: "folder of the four IDX files, plain or gzip-compressed") var path: String = installedPath
        @Setting("part of the data set") var split: DataSplit = .train
        package var images = ImageSettings(channels: .stored)

        public init() {}
    }

    public static let name = "fashion_mnist"
    public static let summary = "Fashion-MNIST; Debian's package dataset-fashion-mnist installs it"
    public static let source: String? = "Xiao et al. 2017, arXiv:1708.07747"
    public let source: any SampleSource

    public init(_ settings: Settings, _ build: BuildContext) throws { source = try ImageSource(settings, build) }
}

extension FashionMNIST.Settings {
    /// The installation folder of Debian's package.
    private static let installedPath = "/usr/share/datasets/fashion-mnist"

    package func collection() throws -> ImageCollection {
        let part = split == .train ? "train" : "t10k"
        return try ImageCollection(
            idxImages: try Self.file(path, "\(part)-images-idx3-ubyte"),
            labels: try Self.file(path, "\(part)-labels-idx1-ubyte"), names: .published(Self.classNames))
    }

    package static let classNames = [
        "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]

    private static func file(_ folder: String, _ name: String) throws -> String {
        let places = ["\(folder)/\(name).gz", "\(folder)/\(name)"]
        guard let found = try FileBytes.first(of: places) else {
            throw DataError(
                places[0], "there is no such file, with or without .gz",
                fix: "run `apt install dataset-fashion-mnist`, or set path to the folder of the files")
        }
        return found
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(FashionMNIST.self) }
