import GANCore

/// Images named in a text file, as the long-tailed subsets of ImageNet and iNaturalist are published: a path and the number
/// of a class in each line.
public final class ListFile: StreamedDataset {
    public struct Settings: ImageDatasetSettings {
        @Setting("text file with a line `relative/path label` for each image; labels count from 0") var path: String
        @Setting("folder that the paths start from; null is the text file's own") var root: String? = nil
        public var images = ImageSettings()

        public init() {}
    }

    public static let name = "list_file"
    public static let summary = "images listed in a text file with their classes, as ImageNet-LT and iNaturalist"
    public static let source: String? = "Liu et al. 2019, arXiv:1904.05160"
    public let source: any SampleSource

    public init(_ settings: Settings, _ build: BuildContext) throws { source = try ImageSource(settings, build) }
}

extension ListFile.Settings {
    package func collection() throws -> ImageCollection {
        let root = root ?? parent(of: path)
        let bytes = try FileBytes.read(path)
        var (paths, classes): ([String], [Int32]) = ([], [])
        var (rest, number) = (bytes[...], 0)
        while !rest.isEmpty {
            let line = rest.prefix { $0 != 0x0A }
            rest = rest[line.endIndex...].dropFirst()
            number += 1
            let text = line.last == 0x0D ? line.dropLast() : line
            if text.isEmpty { continue }
            let (image, label) = try Self.parsed(text, place: "\(path):\(number)")
            paths.append(image)
            classes.append(label)
        }
        guard let last = classes.max() else {
            throw DataError(path, "it lists no image", fix: "write a line `relative/path label` for each")
        }
        return ImageCollection(
            reader: FolderImages(root: root, paths: paths), labels: .classes(classes, names: (0...last).map { "\($0)" })
        )
    }

    /// The path may hold blanks; the label is what follows the last.
    private static func parsed(_ line: ArraySlice<UInt8>, place: String) throws -> (path: String, label: Int32) {
        guard let blank = line.lastIndex(where: { $0 == 0x20 || $0 == 0x09 }), blank > line.startIndex else {
            throw DataError(place, "it has no label", fix: "write `relative/path label`")
        }
        let word = String(decoding: line[(blank + 1)...], as: UTF8.self)
        guard let label = Int32(word), (0..<SampleLabels.largestSize).contains(Int(label)) else {
            throw DataError(
                place, "the label is `\(word.shortened(to: 40))`",
                fix: "write a whole number in 0 ... \(SampleLabels.largestSize - 1)")
        }
        guard let path = String(validating: line[..<blank], as: UTF8.self), !path.utf8.contains(0) else {
            throw DataError(place, "the path is not UTF-8", fix: "write the list in UTF-8")
        }
        return (path, label)
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ListFile.self) }
