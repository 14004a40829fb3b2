import GANZoo

/// A feature network of a test, without weights: 16 gray pixels. It stands in this file alone.
public final class Pixels: FeatureExtractor {
    public static let name = "test_pixels"
    public static let summary = "the pixels of images of 4 × 4"
    public let dimension = 16
    public let preparation = ImagePreparation(side: 4, .bilinear, clips: true, centers: [0], scales: [255])

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func features(of images: Tensor) -> ExtractedFeatures {
        ExtractedFeatures(rows: images.reshaped(images.shape[0], -1))
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(Pixels.self) }
