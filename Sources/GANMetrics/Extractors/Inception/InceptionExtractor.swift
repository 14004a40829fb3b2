import GANModule
import GANTensor

/// InceptionV3 as used for FID: TensorFlow's network of 2015 with 1008 classes, with the names of PyPI's `pytorch-fid`.
struct InceptionExtractor: FeatureExtractor {
    let name = ExtractorName.inception
    let dimension = 2048
    let preparation: ImagePreparation
    let weightsHash: String
    private let stem: [InceptionUnit]
    private let middle: [InceptionUnit]
    private let blocks: [any InceptionBlock]
    private let classWeight: Tensor  // [1008, 2048]
    private let classBias: Tensor  // [1008]

    /// - Throws: `MetricError` with everything that is missing; `SafetensorsError`.
    init(_ file: SafetensorsFile, _ mode: PreparationMode) throws {
        try self.init(FrozenWeights(file, prefixes: Self.prefixes), mode, hash: try WeightsHash.of(file))
    }

    static let prefixes = ["module.", "inception."]

    init(_ weights: FrozenWeights, _ mode: PreparationMode, hash: String) throws {
        preparation = Self.preparation(mode)
        weightsHash = hash
        stem = [
            try InceptionUnit(weights, "Conv2d_1a_3x3", (3, 32), .three, stride: 2, pads: false),
            try InceptionUnit(weights, "Conv2d_2a_3x3", (32, 32), .three, pads: false),
            try InceptionUnit(weights, "Conv2d_2b_3x3", (32, 64), .three),
        ]
        middle = [
            try InceptionUnit(weights, "Conv2d_3b_1x1", (64, 80)),
            try InceptionUnit(weights, "Conv2d_4a_3x3", (80, 192), .three, pads: false),
        ]
        blocks = try Self.blocks(weights)
        classWeight = try weights.tensor("fc.weight", [1008, 2048])
        classBias = try weights.tensor("fc.bias", [1008])
        try weights.finish("InceptionV3")
    }

    private static func blocks(_ weights: FrozenWeights) throws -> [any InceptionBlock] {
        func make(_ name: String) -> BranchMaker { BranchMaker(weights: weights, block: "Mixed_\(name)") }
        return [
            try InceptionA(make("5b"), 192, pooled: 32), try InceptionA(make("5c"), 256, pooled: 64),
            try InceptionA(make("5d"), 288, pooled: 64), try InceptionB(make("6a"), 288),
            try InceptionC(make("6b"), 768, inner: 128), try InceptionC(make("6c"), 768, inner: 160),
            try InceptionC(make("6d"), 768, inner: 160), try InceptionC(make("6e"), 768, inner: 192),
            try InceptionD(make("7a"), 768), try InceptionE(make("7b"), 1280, takesMaximum: false),
            try InceptionE(make("7c"), 2048, takesMaximum: true),
        ]
    }

    private static func preparation(_ mode: PreparationMode) -> ImagePreparation {
        func make(_ resizer: ImageResizer, clips: Bool, around center: Double) -> ImagePreparation {
            ImagePreparation(
                side: 299, resizer, clips: clips, centers: .init(repeating: center, count: 3),
                scales: .init(repeating: center, count: 3))
        }
        return switch mode {
        case .stylegan: make(.legacyBilinear, clips: false, around: 128)
        case .studiogan: make(.bilinear, clips: true, around: 127.5)
        case .clean: make(.cleanBicubic, clips: true, around: 128)
        case .cleanBilinear: make(.cleanBilinear, clips: false, around: 127.5)
        }
    }

    func features(of images: Tensor) -> (rows: Tensor, probabilities: Tensor?) {
        func halved(_ x: Tensor) -> Tensor { x.maxPooled(PoolWindow(size: 3, stride: 2, padding: 0)) }
        let entry = halved(stem.reduce(images) { $1($0) })
        let map = blocks.reduce(halved(middle.reduce(entry) { $1($0) })) { $1($0) }
        let rows = map.mean(2, 3)
        let logits = matmul(rows, classWeight, transposesRight: true) + classBias
        return (rows, logits.softmax())
    }
}
