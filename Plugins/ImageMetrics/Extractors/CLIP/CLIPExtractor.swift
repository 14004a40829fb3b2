import GANCore
import GANTensor

/// The image encoder of CLIP ViT-B/32 with OpenAI's names: projected embeddings, not normalized (METHODS §13.1).
public final class CLIPExtractor: FeatureExtractor {
    public static let name = "clip"
    public static let summary = "CLIP ViT-B/32, image tower: 512 features; import its weights first"
    public static let source: String? = "Radford et al. 2021, arXiv:2103.00020"
    public static let distanceName = "fid_clip"
    public static let distanceTitle = "FID-CLIP"
    public static let preparations = CLIPPreparation.allCases.map(\.rawValue)
    public static let weights: ExtractorWeights? = ExtractorWeights(
        network: "CLIP ViT-B/32",
        advice: "save the network's PyTorch state dict as safetensors, and run `ganzoo features import clip FILE`",
        license: "MIT License (OpenAI)", prefixes: ["visual.", "module.visual."])

    public let dimension = 512
    public let preparation: ImagePreparation
    private let patches: Tensor  // [768, 3, 32, 32]
    private let classToken: Tensor  // [768]
    private let positions: Tensor  // [50, 768]
    private let entryNorm: LayerNormalization
    private let blocks: [TransformerBlock]
    private let exitNorm: LayerNormalization
    private let projection: Tensor  // [768, 512]

    private static let (width, patch) = (768, 32)

    public init(_ settings: NoSettings, _ build: BuildContext) throws {
        let (weights, width, patch) = (try build.weights(), Self.width, Self.patch)
        preparation = (build.preparation.flatMap(CLIPPreparation.init) ?? .studiogan).steps
        patches = try weights.tensor("conv1.weight", [width, 3, patch, patch])
        classToken = try weights.tensor("class_embedding", [width])
        positions = try weights.tensor("positional_embedding", [50, width])
        entryNorm = try LayerNormalization(weights, "ln_pre", width)
        blocks = try (0..<12).map {
            try TransformerBlock(weights, "transformer.resblocks.\($0)", width: width, heads: 12)
        }
        exitNorm = try LayerNormalization(weights, "ln_post", width)
        projection = try weights.tensor("proj", [width, 512])
    }

    public func features(of images: Tensor) -> ExtractedFeatures {
        let (count, width) = (images.shape[0], Self.width)
        let step = ConvolutionStep(stride: Self.patch, padding: 0, dilation: 1, groups: 1)
        let tokens = images.convolved(with: patches, step).reshaped(count, width, -1).transposed()
        let first = classToken.reshaped(1, 1, width).broadcast(to: [count, 1, width])
        let entry = entryNorm(concatenate([first, tokens], axis: 1) + positions)
        let last = blocks.reduce(entry) { $1($0) }.sliced(1, 0..<1).reshaped(count, width)
        return ExtractedFeatures(rows: matmul(exitNorm(last), projection))
    }
}

/// Published image preparations (METHODS §13.1).
private enum CLIPPreparation: String, CaseIterable {
    /// StudioGAN's and NoisyTwins' before 2022: bicubic without antialiasing, clamped to 0 ... 255.
    case studiogan
    /// clean-fid's: antialiased bicubic, clamped.
    case clean

    var steps: ImagePreparation {
        ImagePreparation(
            side: 224, self == .clean ? .cleanBicubic : .bicubic, clips: true,
            centers: [0.48145466, 0.4578275, 0.40821073].map { $0 * 255 },
            scales: [0.26862954, 0.26130258, 0.27577711].map { $0 * 255 })
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(CLIPExtractor.self) }
