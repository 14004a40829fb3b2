import GANCore
import GANTensor

/// The image encoder of CLIP ViT-L/14 for 336 pixels, whose embeddings CMMD compares (METHODS §13.13). The embeddings are projected, and
/// not normalized; the metric `cmmd` normalizes them.
///
/// Images are prepared as in CMMD's own code (github:google-research/google-research, cmmd/io_util.py): cropped to the central square, and
/// resized by Pillow.
public final class LargeCLIPExtractor: FeatureExtractor {
    public static let name = "clip_vitl14_336"
    public static let summary =
        "CLIP ViT-L/14 for 336 pixels, image tower: 768 features, those of CMMD; import its weights first"
    public static let source: String? =
        "Radford et al. 2021, arXiv:2103.00020; Jayasumana et al. 2024, arXiv:2401.09603"
    public static let distanceTitle = "FD-CLIP ViT-L/14"
    public static let weights: ExtractorWeights? = .clip("CLIP ViT-L/14 for 336 pixels", name)

    public let dimension = 768
    public let preparation = ImagePreparation.clip(side: 336, .pillowBicubic, crops: true)
    private let network: VisionTransformer

    public init(_ settings: NoSettings, _ build: BuildContext) throws {
        network = try VisionTransformer(
            build.weights(), .clip(side: 336, patch: 14, width: 1024, heads: 16, depth: 24, outputs: 768))
    }

    public func features(of images: Tensor) -> ExtractedFeatures { ExtractedFeatures(rows: network(images)) }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(LargeCLIPExtractor.self) }
