import GANCore
import GANTensor

/// GAN-test accuracy: how often a fixed classifier names the class that was asked for.
public final class GANTest: Metric {
    public static let name = "gan_test"
    public static let summary =
        "share of generated images that a fixed classifier of real images assigns to the requested class"
    public static let source: String? = "Shmelkov et al. 2018, arXiv:1807.09499, section 3"
    public let needs = MetricNeeds(features: [.generatedByClass], classes: true)

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func measure(_ inputs: MetricInputs) throws -> MetricResult {
        let fakes = try inputs.features(.generatedByClass)
        try Self.checkChannels(inputs.info.channels, inputs.extractor)
        let named = try Self.named(fakes, by: inputs.extractor, as: inputs.info.classNames)
        let classes = inputs.info.classNames.indices.map { number in
            let own = fakes.classes.indices.filter { fakes.classes[$0] == number }
            let share = Double(own.count { named[$0] == number }) / Double(max(own.count, 1))
            return ValuesByClass.Class(
                fakes: own.count, value: own.isEmpty ? nil : share, caveat: own.isEmpty ? "no generated image" : nil)
        }
        let found = ValuesByClass(
            names: inputs.info.classNames, trainingCounts: inputs.info.trainingCounts, classes: classes)
        let name = inputs.extractor.scoreName(Self.name)
        return MetricResult(
            try found.scores(name, better: .higher),
            classes: [
                found.table(name, title: "images of each class that are classified as that class", better: .higher)
            ])
    }

    private static func checkChannels(_ channels: Int, _ extractor: any FeatureExtractor) throws {
        guard let known = extractor.classifiedChannels, known != (channels < 3 ? 1 : 3) else { return }
        throw MetricError(
            "`\(type(of: extractor).name)` was trained on images with \(counted(known, "channel")), but these have \(channels)",
            fix: "remove `\(name)` from the metrics, or train a classifier of these data")
    }

    /// The number of the class that the classifier finds most probable, for each image.
    private static func named(
        _ fakes: Features, by extractor: any FeatureExtractor, as names: [String]
    ) throws -> [Int] {
        let network = type(of: extractor).name
        guard let probabilities = fakes.probabilities, !extractor.classNames.isEmpty else {
            throw MetricError(
                "`\(network)` does not name classes, but `\(name)` needs a classifier of the data's classes",
                fix: "remove `\(name)` from the metrics, or use another feature extractor")
        }
        guard !fakes.classes.isEmpty else {
            throw MetricError("the generated images have no classes", fix: "remove the metric \(name)")
        }
        let columns = try names.map { own in
            guard let column = extractor.classNames.firstIndex(of: own) else {
                throw MetricError(
                    "`\(network)` does not know the class \(own); it knows \(listed(extractor.classNames))",
                    fix: "remove `\(name)` from the metrics, or use a classifier of these data")
            }
            return column
        }
        return largest(probabilities, among: columns)
    }

    /// For each row of [N, K] the place in `columns` of its largest value. Classes that the data lack are no answer.
    private static func largest(_ probabilities: Tensor, among columns: [Int]) -> [Int] {
        let (width, values) = (probabilities.shape[1], probabilities.scalars(as: Float.self))
        return (0..<probabilities.shape[0]).map { row in
            func value(_ place: Int) -> Float { values[row * width + columns[place]] }
            return columns.indices.max { value($0) < value($1) } ?? 0
        }
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(GANTest.self) }
