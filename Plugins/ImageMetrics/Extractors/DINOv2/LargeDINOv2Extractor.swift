import GANCore
import GANTensor

/// DINOv2 ViT-L/14: the class token after the last normalization. Its Fréchet distance is the published FD-DINOv2 (METHODS §13.12).
public final class LargeDINOv2Extractor: FeatureExtractor {
    public static let name = "dinov2_vitl14"
    public static let summary = "DINOv2 ViT-L/14: 1024 features, those of FD-DINOv2; import its weights first"
    public static let source: String? = "Oquab et al. 2023, arXiv:2304.07193; Stein et al. 2023, arXiv:2306.04675"
    public static let distanceTitle = "FD-DINOv2"
    public static let weights: ExtractorWeights? = .dinov2("DINOv2 ViT-L/14", name)

    public let dimension = 1024
    public let preparation = ImagePreparation.dinov2
    private let network: VisionTransformer

    public init(_ settings: NoSettings, _ build: BuildContext) throws {
        network = try VisionTransformer(build.weights(), .dino(width: 1024, heads: 16, depth: 24))
    }

    public func features(of images: Tensor) -> ExtractedFeatures { ExtractedFeatures(rows: network(images)) }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(LargeDINOv2Extractor.self) }
