import GANCore

/// Ten classes of drawn shapes, each of its own form and colour, at a random place, size and angle: data for first runs and
/// tests that need no file. Long-tailed unless the recipe says otherwise.
public final class Shapes: StreamedDataset {
    public struct Settings: ComponentSettings {
        @Setting("how many of the ten classes", in: 1...10) var classCount: Int = 10
        @Setting("images of each class, before a long tail takes some away", in: 1...1_000_000) var perClass: Int = 500
        @Setting("chooses the places, sizes and angles", in: 0...) var seed: Int = 0
        public var images = ImageSettings(resolution: 32, channels: .rgb)

        public init() { images.longTail = LongTailSettings() }

        public func conflicts() -> [RecipeError] {
            if images.resolution != nil { return [] }
            return [RecipeError(key: "resolution", problem: "drawn images have no stored size", fix: "give a number")]
        }
    }

    public static let name = "shapes"
    public static let summary = "ten classes of drawn shapes, long-tailed; needs no file"
    public let source: any SampleSource

    public init(_ settings: Settings, _ build: BuildContext) throws {
        let figures = Figure.all.prefix(settings.classCount)
        let classes = figures.indices.flatMap { [Int32](repeating: Int32($0), count: settings.perClass) }
        let pen = ShapePen(side: settings.images.resolution ?? 32, perClass: settings.perClass, seed: settings.seed)
        let labels = SampleLabels.classes(classes, names: figures.map(\.name))
        source = try ImageSource(ImageCollection(reader: pen, labels: labels), settings.images)
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(Shapes.self) }
