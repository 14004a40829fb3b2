import GANCore
import GANModule
import GANTensor

/// The project's own classifier, frozen.
public final class FashionExtractor: FeatureExtractor {
    public static let name = "fmnist"
    public static let summary = "the project's small classifier of Fashion-MNIST: 128 features of gray 32 × 32 images"
    public static let usualImages: UsualImages? = .smallAndGray
    public static let weights: ExtractorWeights? = ExtractorWeights(
        network: "the Fashion-MNIST classifier",
        advice: "run `ganzoo features train`, or ganzoo from its project's folder",
        license: "Apache License 2.0, as the project; trained on Fashion-MNIST (MIT License)",
        hash: "5f591bb70cec878f88d7e29d194fb29d")

    public let dimension = SmallClassifier.featureCount
    public let classCount = names.count
    public let classNames: [String] = names
    static let names = [
        "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    public let preparation = ImagePreparation.smallClassifier(channels: 1)
    private let classifier = SmallClassifier.fashion(seed: 0)

    public init(_ settings: NoSettings, _ build: BuildContext) throws { try build.weights().load(into: classifier) }

    public func features(of images: Tensor) -> ExtractedFeatures {
        let (rows, logits) = classifier(images)
        return ExtractedFeatures(rows: rows, probabilities: logits.softmax())
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(FashionExtractor.self) }
