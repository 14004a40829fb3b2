import GANCore

/// CIFAR-100: 60 000 photographs of a hundred classes in twenty groups, 32 pixels wide.
public final class CIFAR100: StreamedDataset {
    /// The label of an image that is used.
    enum Level: String, CaseIterable, SettingValue, Sendable { case fine, coarse }

    public struct Settings: ImageDatasetSettings {
        @Setting(path: "folder of the binary version: train.bin, test.bin and the names of the labels") var path: String
        @Setting("part of the data set") var split: DataSplit = .train
        @Setting("level of the labels: 100 fine classes or 20 coarse ones") var level: Level = .fine
        package var images = ImageSettings(channels: .stored)

        public init() {}
    }

    public static let name = "cifar100"
    public static let summary = "CIFAR-100, the binary version"
    public static let source: String? = CIFAR10.source
    public let source: any SampleSource

    public init(_ settings: Settings, _ build: BuildContext) throws { source = try ImageSource(settings, build) }
}

extension CIFAR100.Settings {
    package func collection() throws -> ImageCollection {
        let isFine = level == .fine
        let files = CIFARFiles(
            archive: "cifar-100-binary.tar.gz", folder: Self.folder, files: ["\(split.rawValue).bin"],
            labelBytes: 2, labelAt: isFine ? 1 : 0,
            classNames: try names("\(level.rawValue)_label_names.txt", count: isFine ? 100 : 20))
        return try files.collection(path)
    }

    private static let folder = "cifar-100-binary"

    /// The lines of the file; numbers if it does not exist.
    private func names(_ file: String, count: Int) throws -> [String] {
        guard let place = try CIFARFiles.found(file, path, Self.folder) else { return (0..<count).map { "\($0)" } }
        let text = String(decoding: try FileBytes.read(place), as: UTF8.self)
        let names = text.split(whereSeparator: \.isNewline).map(String.init)
        guard names.count == count else {
            throw DataError(
                place, "it has \(counted(names.count, "name")), not \(count)", fix: "unpack the archive again")
        }
        return names
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(CIFAR100.self) }
