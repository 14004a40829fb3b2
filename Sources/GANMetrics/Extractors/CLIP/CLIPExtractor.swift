import GANModule
import GANTensor

/// The image encoder of CLIP ViT-B/32 (Radford et al. 2021, arXiv:2103.00020) with OpenAI's names: projected embeddings, not
/// normalized (METHODS §13.1).
struct CLIPExtractor: FeatureExtractor {
    let name = ExtractorName.clip
    let dimension = 512
    let preparation: ImagePreparation
    let weightsHash: String
    private let patches: Tensor  // [768, 3, 32, 32]
    private let classToken: Tensor  // [768]
    private let positions: Tensor  // [50, 768]
    private let entryNorm: LayerNormalization
    private let blocks: [TransformerBlock]
    private let exitNorm: LayerNormalization
    private let projection: Tensor  // [768, 512]

    private static let (width, patch, side) = (768, 32, 224)
    static let prefixes = ["visual.", "module.visual."]

    /// - Throws: `MetricError` with everything that is missing; `SafetensorsError`.
    init(_ file: SafetensorsFile, _ mode: PreparationMode) throws {
        try self.init(FrozenWeights(file, prefixes: Self.prefixes), mode, hash: try WeightsHash.of(file))
    }

    init(_ weights: FrozenWeights, _ mode: PreparationMode, hash: String) throws {
        let (width, patch) = (Self.width, Self.patch)
        preparation = try Self.preparation(mode)
        weightsHash = hash
        patches = try weights.tensor("conv1.weight", [width, 3, patch, patch])
        classToken = try weights.tensor("class_embedding", [width])
        positions = try weights.tensor("positional_embedding", [50, width])
        entryNorm = try LayerNormalization(weights, "ln_pre", width)
        blocks = try (0..<12).map {
            try TransformerBlock(weights, "transformer.resblocks.\($0)", width: width, heads: 12)
        }
        exitNorm = try LayerNormalization(weights, "ln_post", width)
        projection = try weights.tensor("proj", [width, 512])
        try weights.finish("CLIP ViT-B/32")
    }

    private static func preparation(_ mode: PreparationMode) throws(MetricError) -> ImagePreparation {
        let resizer: ImageResizer
        switch mode {
        case .studiogan: resizer = .bicubic
        case .clean: resizer = .cleanBicubic
        case .stylegan, .cleanBilinear:
            throw MetricError(
                "CLIP does not support the preparation `\(mode.rawValue)`, with which no scores are published",
                fix: "use studiogan or clean")
        }
        return ImagePreparation(
            side: side, resizer, clips: true, centers: [0.48145466, 0.4578275, 0.40821073].map { $0 * 255 },
            scales: [0.26862954, 0.26130258, 0.27577711].map { $0 * 255 })
    }

    func features(of images: Tensor) -> (rows: Tensor, probabilities: Tensor?) {
        let (count, width) = (images.shape[0], Self.width)
        let step = ConvolutionStep(stride: Self.patch, padding: 0, dilation: 1, groups: 1)
        let tokens = images.convolved(with: patches, step).reshaped(count, width, -1).transposed()
        let first = classToken.reshaped(1, 1, width).broadcast(to: [count, 1, width])
        let entry = entryNorm(concatenate([first, tokens], axis: 1) + positions)
        let last = blocks.reduce(entry) { $1($0) }.sliced(1, 0..<1).reshaped(count, width)
        return (matmul(exitNorm(last), projection), nil)
    }
}
