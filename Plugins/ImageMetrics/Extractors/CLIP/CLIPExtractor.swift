import GANCore
import GANTensor

/// The image encoder of CLIP ViT-B/32: projected embeddings, not normalized (METHODS §13.1).
public final class CLIPExtractor: FeatureExtractor {
    public static let name = "clip"
    public static let summary = "CLIP ViT-B/32, image tower: 512 features; import its weights first"
    public static let source: String? = "Radford et al. 2021, arXiv:2103.00020"
    public static let distanceName = "fid_clip"
    public static let distanceTitle = "FID-CLIP"
    public static let preparations = CLIPPreparation.allCases.map(\.rawValue)
    public static let weights: ExtractorWeights? = .clip("CLIP ViT-B/32", name)

    public let dimension = 512
    public let preparation: ImagePreparation
    private let network: VisionTransformer

    public init(_ settings: NoSettings, _ build: BuildContext) throws {
        preparation = (build.preparation.flatMap(CLIPPreparation.init) ?? .studiogan).steps
        network = try VisionTransformer(
            build.weights(), .clip(side: 224, patch: 32, width: 768, heads: 12, depth: 12, outputs: 512))
    }

    public func features(of images: Tensor) -> ExtractedFeatures { ExtractedFeatures(rows: network(images)) }
}

/// Published image preparations (METHODS §13.1).
private enum CLIPPreparation: String, CaseIterable {
    /// StudioGAN's and NoisyTwins' before 2022: bicubic without antialiasing, clamped to 0 ... 255.
    case studiogan
    /// clean-fid's: antialiased bicubic, clamped.
    case clean

    var steps: ImagePreparation { .clip(side: 224, self == .clean ? .cleanBicubic : .bicubic) }
}

extension ImagePreparation {
    /// With the mean and deviation that CLIP was trained with.
    /// - Parameter crops: whether only the central square is used.
    static func clip(side: Int, _ resizer: ImageResizer, crops: Bool = false) -> ImagePreparation {
        ImagePreparation(
            side: side, resizer, clips: true, centers: [0.48145466, 0.4578275, 0.40821073].map { $0 * 255 },
            scales: [0.26862954, 0.26130258, 0.27577711].map { $0 * 255 }, crops: crops)
    }
}

extension ExtractorWeights {
    /// Of an image tower of CLIP.
    static func clip(_ network: String, _ extractor: String) -> ExtractorWeights {
        ExtractorWeights(
            network: network,
            advice: .importing(extractor),
            license: "MIT License (OpenAI)", prefixes: ["visual.", "module.visual."])
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(CLIPExtractor.self) }
