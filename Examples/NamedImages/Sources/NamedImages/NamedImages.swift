import GANCore
import GANData
import GANTensor

// Adds the component to the catalog of every program that links or loads this file.
@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(NamedImages.self) }

/// Image files whose names begin with their class: `yorkshire_terrier_12.jpg` has the class `yorkshire_terrier`.
///
/// `GANData` finds, decodes and resizes the files. The recipe's keys `classes`, `subset`, `long_tail`, `mirror` and `labels` are
/// applied by the program.
public final class NamedImages: StreamedDataset {
    public struct Settings: ComponentSettings {
        @Setting(path: "folder with the folders `train` and `test`") public var path: String
        // `ganzoo evaluate --against test` sets it to test.
        @Setting("part of the data set") public var split: DataSplit = .train
        @Setting("height and width: images are cropped to the central square and resized", in: 4...1024)
        public var resolution: Int = 32
        @Setting("resampling kernel, with antialiasing") public var resize: ResizeFilter = .lanczos

        public init() {}
    }

    public static let name = "named_images"
    public static let summary = "image files whose names begin with their class"

    public let source: any SampleSource

    /// - Throws: `DataError` if there is no image, `RecipeError` if a name has no class.
    public init(_ settings: Settings, _ build: BuildContext) throws {
        let files = try ImageFiles(in: "\(settings.path)/\(settings.split.rawValue)")
        source = try NamedFiles(
            files, ImageFileDecoder(side: settings.resolution, channels: 3, filter: settings.resize))
    }
}

private struct NamedFiles: SampleSource {
    private let files: ImageFiles
    private let decoder: ImageFileDecoder
    /// The class of each file, an index into `info.classNames`.
    private let classes: [Int]
    let info: DatasetInfo

    init(_ files: ImageFiles, _ decoder: ImageFileDecoder) throws {
        let own = try files.names.map(Self.className)
        let names = Set(own).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
        let classes = own.compactMap { numbers[$0] }
        (self.files, self.decoder, self.classes) = (files, decoder, classes)
        info = DatasetInfo(
            count: classes.count, channels: decoder.channels, height: decoder.side, width: decoder.side,
            labelKind: .classes, labelSize: names.count,
            classCounts: names.indices.map { index in classes.count { $0 == index } }, classNames: names)
    }

    /// The file's name up to the last underscore.
    private static func className(_ path: String) throws -> String {
        let file = path.split(separator: "/").last ?? ""
        guard let end = file.lastIndex(of: "_"), end > file.startIndex else {
            throw RecipeError(
                key: "path", problem: "the name of \(path) has no class",
                fix: "name the files CLASS_NUMBER, as in cat_1.png")
        }
        return String(file[..<end])
    }

    var warnings: [String] { files.warnings }

    /// Decodes every file once, so that a damaged one is found before training.
    func prepare(_ report: PreparationReport) throws {
        for (index, name) in files.names.enumerated() {
            _ = try decoder.pixels(ofFile: files.path(of: name))
            try report(PreparationStep("checking images", done: index + 1, count: files.names.count))
        }
    }

    func fingerprint() throws -> String? { try files.fingerprint() }

    func batch(at indices: [Int]) throws -> SampleBatch {
        let images = try indices.flatMap { try decoder.pixels(ofFile: files.path(of: files.names[$0])) }
        return SampleBatch(
            images: images, shape: [indices.count, info.channels, info.height, info.width], labels: labels(at: indices))
    }

    /// One-hot, [N, classes].
    func labels(at indices: [Int]) -> [Float] {
        indices.flatMap { index in (0..<info.labelSize).map { $0 == classes[index] ? 1 : 0 } }
    }
}
