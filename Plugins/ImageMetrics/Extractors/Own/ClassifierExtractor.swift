import GANCore
import GANTensor

/// A classifier that `ganzoo features train` trained on the user's data, frozen.
public final class ClassifierExtractor: FeatureExtractor {
    public static let name = "classifier"
    public static let summary =
        "a small classifier of your own data: 128 features; train it with `ganzoo features train`"
    public static let weights: ExtractorWeights? = ExtractorWeights(
        network: "a trained classifier",
        advice: "run `ganzoo features train` for your data, and use its file for the features",
        license: "that of the data it was trained on")

    public let dimension = SmallClassifier.featureCount
    public var classCount: Int { facts.classNames.count }
    public var classNames: [String] { facts.classNames }
    public var classifiedChannels: Int? { facts.channels }
    public var remark: String? { "classifier: \(facts.summary)" }
    public let preparation: ImagePreparation
    private let facts: ClassifierFacts
    private let classifier: SmallClassifier

    public init(_ settings: NoSettings, _ build: BuildContext) throws {
        let weights = try build.weights()
        facts = try ClassifierFacts(metadata: weights.metadata, path: weights.path)
        preparation = .smallClassifier(channels: facts.channels, side: facts.side)
        classifier = SmallClassifier(
            channels: facts.channels, classes: facts.classNames.count, side: facts.side, seed: 0)
        try weights.load(into: classifier)
    }

    public func features(of images: Tensor) -> ExtractedFeatures {
        let (rows, logits) = classifier(images)
        return ExtractedFeatures(rows: rows, probabilities: logits.softmax())
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ClassifierExtractor.self) }
