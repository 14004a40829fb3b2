import GANCore

/// The classification accuracy score.
public final class ClassificationAccuracyScore: Metric {
    public struct Settings: ComponentSettings {
        @Setting("training epochs of the classifier", in: 1...1000) public var epochs: Int = 5

        public init() {}
    }

    public static let name = "cas"
    public static let summary = "accuracy on real images of a small classifier that is trained only on generated ones"
    public static let source: String? = "Ravuri & Vinyals 2019, arXiv:1905.10887, with a ResNet-50 there"
    public let needs = MetricNeeds(images: [.real, .generatedByClass], classes: true)
    private let epochs: Int

    public init(_ settings: Settings, _ build: BuildContext) { epochs = settings.epochs }

    public func measure(_ inputs: MetricInputs) throws -> MetricResult {
        let classes = ClassificationAccuracy.ClassFacts(
            names: inputs.info.classNames, trainingCounts: inputs.info.trainingCounts,
            channels: inputs.info.channels, seed: inputs.seed)
        let found = try ClassificationAccuracy(
            real: inputs.images(.real), fake: inputs.images(.generatedByClass), classes, epochs: epochs,
            inputs.report)
        let groups = TailGroup.allCases.compactMap { group in
            found.groups[group].map { MetricScore("cas_\(group.rawValue)", $0, better: .higher) }
        }
        let table = ClassScores(
            "cas", title: "accuracy on real images of each class", better: .higher,
            found.classes.map {
                ClassScores.Row(
                    $0.name, trainingImages: $0.trainingImages, reals: $0.reals, $0.accuracy,
                    caveat: $0.accuracy == nil ? "no real image" : nil)
            })
        return MetricResult(
            [MetricScore("cas", found.accuracy, better: .higher)] + groups, classes: [table],
            caveats: inputs.info.isReferenceTrainingData
                ? ["cas: measured on the generator's training images; use the test images as the reference"] : [])
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ClassificationAccuracyScore.self) }
