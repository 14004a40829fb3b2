import GANCore
import GANTensor

/// DINOv2 ViT-B/14: the class token after the last normalization (METHODS §13.12).
public final class BaseDINOv2Extractor: FeatureExtractor {
    public static let name = "dinov2_vitb14"
    public static let summary = "DINOv2 ViT-B/14: 768 features; import its weights first"
    public static let source: String? = "Oquab et al. 2023, arXiv:2304.07193; Stein et al. 2023, arXiv:2306.04675"
    public static let distanceTitle = "FD-DINOv2 ViT-B/14"
    public static let weights: ExtractorWeights? = .dinov2("DINOv2 ViT-B/14", name)

    public let dimension = 768
    public let preparation = ImagePreparation.dinov2
    private let network: VisionTransformer

    public init(_ settings: NoSettings, _ build: BuildContext) throws {
        network = try VisionTransformer(build.weights(), .dino(width: 768, heads: 12, depth: 12))
    }

    public func features(of images: Tensor) -> ExtractedFeatures { ExtractedFeatures(rows: network(images)) }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(BaseDINOv2Extractor.self) }
