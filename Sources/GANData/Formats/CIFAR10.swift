import GANCore

/// CIFAR-10: 60 000 photographs of ten classes, 32 pixels wide.
public final class CIFAR10: StreamedDataset {
    public struct Settings: ImageDatasetSettings {
        @Setting(path: "folder of the binary version: data_batch_1.bin … data_batch_5.bin and test_batch.bin") var path:
            String
        @Setting("part of the data set") var split: DataSplit = .train
        package var images = ImageSettings(channels: .stored)

        public init() {}
    }

    public static let name = "cifar10"
    public static let summary = "CIFAR-10, the binary version"
    public static let source: String? = "Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html"
    public let source: any SampleSource

    public init(_ settings: Settings, _ build: BuildContext) throws { source = try ImageSource(settings, build) }
}

extension CIFAR10.Settings {
    package func collection() throws -> ImageCollection {
        let train = (1...5).map { "data_batch_\($0).bin" }
        let files = CIFARFiles(
            archive: "cifar-10-binary.tar.gz", folder: "cifar-10-batches-bin",
            files: split == .train ? train : ["test_batch.bin"], labelBytes: 1, labelAt: 0,
            classNames: [
                "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
            ])
        return try files.collection(path)
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(CIFAR10.self) }
