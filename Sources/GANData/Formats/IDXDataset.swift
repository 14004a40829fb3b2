import GANCore

/// Images in the format of MNIST: one file of images and one of labels.
public final class IDXDataset: StreamedDataset {
    public struct Settings: ImageDatasetSettings {
        @Setting(path: "IDX file of the images, plain or gzip-compressed") var path: String
        @Setting(path: "IDX file of the labels; null: no labels") var labelPath: String? = nil
        @Setting("names of the classes; null: numbers") var classNames: [String]? = nil
        package var images = ImageSettings(channels: .stored)

        public init() {}
    }

    public static let name = "idx"
    public static let summary = "images and labels in the format of MNIST, plain or gzip-compressed"
    public static let source: String? = "LeCun et al. 1998, http://yann.lecun.com/exdb/mnist"
    public let source: any SampleSource

    public init(_ settings: Settings, _ build: BuildContext) throws { source = try ImageSource(settings, build) }
}

extension IDXDataset.Settings {
    package func collection() throws -> ImageCollection {
        try ImageCollection(idxImages: path, labels: labelPath, names: .given(classNames))
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(IDXDataset.self) }
