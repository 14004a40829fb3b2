import GANCore
import GANModule

/// Images listed in a text file, as the long-tailed subsets of ImageNet and iNaturalist are published: a path and a class
/// number per line. Other programs' lists are read if they are unambiguous.
public final class ListFile: StreamedDataset {
    public struct Settings: ImageDatasetSettings {
        @Setting(
            path:
                "text file with one line `path label` per image, or a CSV file with such columns; labels are numbers from 0, or names"
        ) var path: String
        @Setting(path: "base folder of relative paths; null: the text file's folder") var root: String? = nil
        package var images = ImageSettings()

        public init() {}
    }

    public static let name = "list_file"
    public static let summary = "images listed with their classes in a text file, as for ImageNet-LT and iNaturalist"
    public static let source: String? = "Liu et al. 2019, arXiv:1904.05160"
    public let source: any SampleSource

    public init(_ settings: Settings, _ build: BuildContext) throws { source = try ImageSource(settings, build) }
}

extension ListFile.Settings {
    package func collection() throws -> ImageCollection {
        let root = root ?? parent(of: path)
        let text = try ListLines(try FileBytes.read(path), root: root, place: path)
        guard !text.lines.isEmpty else {
            if let fault = text.faults.first { throw fault }
            throw noImage
        }
        let list = try ListReading(text.lines, root: root, place: path)
        let isLabeled = list.hasClasses && images.selection.needsLabels
        let (classes, faults) = WordClasses.read(list.rows.map { .init(line: $0.number, text: $0.label) })
        let all = text.faults + list.faults + (isLabeled ? faults.map { error($0, list.rows) } : [])
        if isLabeled, classes.names.isEmpty { throw all.first.map { $0.first(of: all.count) } ?? noImage }
        let wrong = Set(faults.map(\.index))
        let kept = list.rows.indices.filter { !isLabeled || !wrong.contains($0) }
        guard !kept.isEmpty else { throw all.first.map { $0.first(of: all.count) } ?? noImage }
        let paths = kept.map { Self.path(list.rows[$0].path, root) }
        let labels: SampleLabels =
            isLabeled
            ? try Self.labels(kept, classes, path) : .none(count: paths.count)
        let collection = ImageCollection(reader: FolderImages(root: root, paths: paths), labels: labels)
        return collection.adding(notes: [list.note(classes: classes.words, text.remarks)], faults: all)
    }

    private var noImage: DataError {
        DataError(path, "it lists no image", fix: "write one line `relative/path label` per image")
    }

    private func error(_ fault: WordClasses.Fault, _ rows: [ListRow]) -> DataError {
        DataError("\(path):\(rows[fault.index].number)", fault.problem, fix: fault.fix, isOfContent: true)
    }

    private static func labels(_ kept: [Int], _ classes: WordClasses, _ place: String) throws -> SampleLabels {
        guard classes.names.count <= SampleLabels.largestSize else {
            throw DataError(
                place,
                "it names \(grouped(classes.names.count)) classes, more than \(grouped(SampleLabels.largestSize))",
                fix: "check which column is the class")
        }
        return .classes(kept.map { classes.classes[$0] }, names: classes.names)
    }

    /// The path, with `/` in place of `\` if only that file exists.
    private static func path(_ path: String, _ root: String) -> String {
        guard path.utf8.contains(0x5C) else { return path }
        let other = path.replacing("\\", with: "/")
        func isThere(_ path: String) -> Bool { (try? SystemFile.status(of: absolutePath(path, in: root))) != nil }
        return !isThere(path) && isThere(other) ? other : path
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ListFile.self) }
