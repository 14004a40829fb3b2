import GANCore
import GANTensor

/// InceptionV3 as used for FID: TensorFlow's network of 2015 with 1008 classes, with the names of PyPI's `pytorch-fid`.
public final class InceptionExtractor: FeatureExtractor {
    public static let name = "inception"
    public static let summary = "InceptionV3 of the FID papers: 2048 features, 1008 classes; import its weights first"
    public static let source: String? = "Szegedy et al. 2016, arXiv:1512.00567; Heusel et al. 2017, arXiv:1706.08500"
    public static let distanceName = "fid"
    public static let distanceTitle = "FID"
    public static let scoreSuffix = ""
    public static let preparations = InceptionPreparation.allCases.map(\.rawValue)
    public static let weights: ExtractorWeights? = ExtractorWeights(
        network: "InceptionV3", advice: .importing(name),
        license: "Apache License 2.0 (TensorFlow's model of 2015-12-05); trained on ImageNet",
        prefixes: ["module.", "inception."])

    public let dimension = 2048
    public let classCount = 1008
    public let preparation: ImagePreparation
    private let stem: [InceptionUnit]
    private let middle: [InceptionUnit]
    private let blocks: [any InceptionBlock]
    private let classWeight: Tensor  // [1008, 2048]
    private let classBias: Tensor  // [1008]

    public init(_ settings: NoSettings, _ build: BuildContext) throws {
        let weights = try build.weights()
        preparation = (build.preparation.flatMap(InceptionPreparation.init) ?? .stylegan).steps
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

    public func features(of images: Tensor) -> ExtractedFeatures {
        func halved(_ x: Tensor) -> Tensor { x.maxPooled(PoolWindow(size: 3, stride: 2, padding: 0)) }
        let entry = halved(stem.reduce(images) { $1($0) })
        let map = blocks.reduce(halved(middle.reduce(entry) { $1($0) })) { $1($0) }
        let rows = map.mean(2, 3)
        let logits = matmul(rows, classWeight, transposesRight: true) + classBias
        return ExtractedFeatures(rows: rows, probabilities: logits.softmax())
    }
}

/// Published image preparations (METHODS §13.1).
private enum InceptionPreparation: String, CaseIterable {
    /// StyleGAN's: TensorFlow's bilinear resizing.
    case stylegan
    /// StudioGAN's and NoisyTwins' before 2022: bilinear without antialiasing, clamped to 0 ... 255.
    case studiogan
    /// clean-fid's: antialiased bicubic, clamped.
    case clean
    /// NoisyTwins' clean mode: antialiased bilinear.
    case cleanBilinear = "clean_bilinear"

    var steps: ImagePreparation {
        switch self {
        case .stylegan: Self.steps(.legacyBilinear, clips: false, around: 128)
        case .studiogan: Self.steps(.bilinear, clips: true, around: 127.5)
        case .clean: Self.steps(.cleanBicubic, clips: true, around: 128)
        case .cleanBilinear: Self.steps(.cleanBilinear, clips: false, around: 127.5)
        }
    }

    private static func steps(_ resizer: ImageResizer, clips: Bool, around center: Double) -> ImagePreparation {
        let centers = [Double](repeating: center, count: 3)
        return ImagePreparation(side: 299, resizer, clips: clips, centers: centers, scales: centers)
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(InceptionExtractor.self) }
