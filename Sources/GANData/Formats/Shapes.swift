import GANCore

/// Ten classes of drawn shapes, each with its own form and color, at random places, sizes and angles: data for first runs and
/// tests that needs no file. Long-tailed by default.
public final class Shapes: StreamedDataset {
    public struct Settings: ImageDatasetSettings {
        @Setting("number of classes", in: 1...10) var classCount: Int = 10
        @Setting("images per class, before `long_tail` removes some", in: 1...1_000_000) var perClass: Int = 500
        @Setting("seed of places, sizes and angles", in: 0...) var seed: Int = 0
        package var images = ImageSettings(resolution: 32, channels: .rgb)

        public init() { images.selection.longTail = LongTailSettings() }

        public func conflicts() -> [RecipeError] {
            if images.resolution != nil { return [] }
            return [
                RecipeError(
                    key: "resolution", problem: "drawn images have no stored size, so a resolution is required",
                    fix: "set a number, or height and width: [64, 96]")
            ]
        }
    }

    public static let name = "shapes"
    public static let summary = "ten classes of drawn shapes, long-tailed by default; needs no file"
    public let source: any SampleSource

    public init(_ settings: Settings, _ build: BuildContext) throws { source = try ImageSource(settings, build) }
}

extension Shapes.Settings {
    package func collection() -> ImageCollection {
        let shapes = ShapeClass.all.prefix(classCount)
        let classes = shapes.indices.flatMap { [Int32](repeating: Int32($0), count: perClass) }
        let pen = ShapePen(size: images.resolution ?? 32, perClass: perClass, seed: seed)
        return ImageCollection(reader: pen, labels: .classes(classes, names: shapes.map(\.name)))
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(Shapes.self) }
