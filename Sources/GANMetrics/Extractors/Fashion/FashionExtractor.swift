import GANModule
import GANTensor

/// The project's own classifier, frozen.
struct FashionExtractor: FeatureExtractor {
    let name = ExtractorName.fashion
    let dimension = SmallClassifier.featureCount
    let weightsHash: String
    private let classifier = SmallClassifier.fashion(seed: 0)

    let preparation = ImagePreparation.smallClassifier(channels: 1)

    /// - Throws: `MetricError` if the weights belong to another network; `SafetensorsError`.
    init(_ file: SafetensorsFile) throws {
        do { try classifier.loadState(from: file) } catch let mismatch as StateMismatch {
            throw MetricError(
                "\(file.path) does not contain the weights of the Fashion-MNIST classifier: \(mismatch.summary)",
                fix: "use the file that comes with the project, or one that `ganzoo features train` wrote")
        }
        weightsHash = try WeightsHash.of(file)
        classifier.freeze()
    }

    func features(of images: Tensor) -> (rows: Tensor, probabilities: Tensor?) {
        let (rows, logits) = classifier(images)
        return (rows, logits.softmax())
    }
}

extension StateMismatch {
    /// On one line.
    fileprivate var summary: String {
        "tensors: \(missing.count) missing, \(unexpected.count) unexpected, \(different.count) of another shape"
    }
}
