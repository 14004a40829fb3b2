import GANCore

/// GAN-test accuracy: how often a fixed classifier names the class that was asked for, and which class it names instead.
public final class GANTest: Metric {
    public static let name = "gan_test"
    public static let summary =
        "share of generated images that a fixed classifier of real images assigns to the requested class"
    public static let source: String? = "Shmelkov et al. 2018, arXiv:1807.09499, section 3"
    public let needs = MetricNeeds(features: [.generatedByClass], classes: true)

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func measure(_ inputs: MetricInputs) throws -> MetricResult {
        let names = inputs.info.classNames
        let images = try NamedImages(inputs.features(.generatedByClass), inputs, for: Self.name)
        let classes = names.indices.map { number in
            let own = images.images(of: number)
            return ValuesByClass.Class(
                fakes: own.count, value: images.share(of: own), caveat: own.isEmpty ? "no generated image" : nil)
        }
        let found = ValuesByClass(names: names, trainingCounts: inputs.info.trainingCounts, classes: classes)
        let name = inputs.extractor.scoreName(Self.name)
        return MetricResult(
            try found.scores(name, better: .higher),
            classes: [
                found.table(name, title: "images of each class that are classified as that class", better: .higher)
            ], matrices: [Self.confusion(images, names, inputs.extractor.scoreName("confusion"))])
    }

    /// A row for each class that was asked for, a column for each class that was named: shares of the row's images.
    private static func confusion(_ images: NamedImages, _ names: [String], _ name: String) -> ClassMatrix {
        let rows = names.indices.map { number in
            let own = images.images(of: number).map { images.named[$0] }
            return names.indices.map { column in
                own.isEmpty ? nil : Double(own.count { $0 == column }) / Double(own.count)
            }
        }
        return ClassMatrix(
            name, title: "images of each class (rows) by the class that the classifier names (columns)",
            classes: names, rows)
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(GANTest.self) }
