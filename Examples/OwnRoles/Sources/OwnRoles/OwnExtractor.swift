import GANCore
import GANTensor

// Adds the component to the catalog of every program that links or loads this file.
@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(OwnExtractor.self) }

/// The mean gray levels of 16 squares of an image. It has no weights.
public final class OwnExtractor: FeatureExtractor {
    public static let name = "own_extractor"
    public static let summary = "gray levels of 16 squares"

    /// D of the features [N, D].
    public let dimension = 16
    /// Gray images of 16 × 16 pixels in 0 ... 1. The evaluator resizes, converts and scales the images before `features`.
    public let preparation = ImagePreparation(side: 16, .bilinear, clips: true, centers: [0], scales: [255])

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    /// Rows [N, 16] of images [N, 1, 16, 16].
    public func features(of images: Tensor) -> ExtractedFeatures {
        let squares = images.averagePooled(.tiles(4), countsPadding: true)  // [N, 1, 4, 4]
        return ExtractedFeatures(rows: squares.reshaped(images.shape[0], dimension))
    }
}
