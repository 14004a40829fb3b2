import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(DCGANGenerator.self) }

/// DCGAN's generator (Radford et al. 2016, arXiv:1511.06434), the smallest one here: each stage doubles the resolution with one
/// transposed convolution after batch normalization, which depends on the class if the recipe has a conditioner. Kernels are
/// 4 × 4; the paper has 5 × 5.
public final class DCGANGenerator: ConditionedGenerator, TruncatingGenerator {
    public struct Settings: ComponentSettings {
        public var conditioning = ConditioningSettings()
        @Setting("channels before the last layer; doubled at each lower resolution", in: 1...1024)
        public var ch: Int = 64
        @Setting("initialization of weights: orthogonal, normal with standard deviation 0.02, or xavier")
        public var initialization = Initialization.normal

        public init() {}

        public static var small: Self {
            var settings = Self()
            settings.ch = 5
            return settings
        }
    }

    public static let name = "dcgan"
    public static let summary = "a transposed convolution per resolution, batch normalization and relu (DCGAN)"
    public static let source: String? = "Radford et al. 2016, arXiv:1511.06434"

    public init(_ settings: Settings, _ build: BuildContext) throws {
        let (sizes, conditioning) = (try build.data.sizesOfDCGAN(), settings.conditioning)
        let shared = try build.conditioner(features: conditioning.sharedDim)
        let vectors = StyleVectors(
            classSize: shared == nil ? 0 : conditioning.sharedDim, latentSize: conditioning.zDim, sharing: .none)
        let layers = LayerOptions(settings.initialization, random: build.random)
        let normalization = NormalizationPlan(
            vectorSize: vectors.vectorSize(), epsilon: conditioning.bnEpsilon, layers: layers,
            classVectors: shared?.vectorsOfClasses(build.data.labelSize))
        let network = PlainGenerator(
            start: sizes.start, channels: (0..<sizes.doublings).reversed().map { settings.ch << $0 },
            imageChannels: build.data.channels, seedSize: vectors.seedSize, normalization)
        super.init(network, vectors, shared: shared, conditioning.statisticsRule)
    }
}

/// A linear layer, then normalization and a transposed convolution for each resolution.
private final class PlainGenerator: Module, StyleNetwork, TransferableModule {
    let reducedBlocks = 0
    private let start: ImageSize
    private let linear: Linear
    @ModuleList private var norms: [Module]
    @ModuleList private var listed: [DoublingConvolution]
    private let layers: Layers

    private struct Layers {
        let norms: [any BlockNormalization]
        let convolutions: [DoublingConvolution]
    }

    /// - Parameters:
    ///   - start: the smallest size.
    ///   - channels: of the start, and of each size below the images'.
    ///   - imageChannels: of the images.
    ///   - seedSize: size of the linear layer's input.
    ///   - normalization: of each layer.
    init(start: ImageSize, channels: [Int], imageChannels: Int, seedSize: Int, _ normalization: NormalizationPlan) {
        self.start = start
        linear = Linear(seedSize, channels[0] * start.height * start.width, normalization.layers)
        let norms = channels.map { normalization($0) }
        let convolutions = zip(channels, channels.dropFirst() + [imageChannels]).map {
            DoublingConvolution($0, $1, normalization.layers)
        }
        layers = Layers(norms: norms, convolutions: convolutions)
        _norms = ModuleList(wrappedValue: norms, prefix: "bn")
        _listed = ModuleList(wrappedValue: convolutions, prefix: "conv")
    }

    var transferAxes: [String: TransferAxis] {
        let last = "conv\(layers.convolutions.count - 1)"
        return [
            "\(last).weight": TransferAxis(.imageChannels, axis: 1),
            "\(last).bias": TransferAxis(.imageChannels, axis: 0), "linear.weight": .positions,
            "linear.bias": .positions,
        ]
    }
    var transferSeries: [TransferSeries] { [TransferSeries("conv", .resolution), TransferSeries("bn", .resolution)] }
    var conditionalParts: [String] { layers.norms.indices.map { "bn\($0)" } }

    func images(_ styles: Tensor, _ vectors: StyleVectors, _ batch: BatchStatistics.Batch) -> Tensor {
        let (seed, own) = vectors.parts(styles, blocks: layers.norms.count)
        var x = linear(seed).reshaped(styles.shape[0], -1, start.height, start.width)
        for (index, norm) in layers.norms.enumerated() {
            let pass = BlockPass(vector: own[index], batch: batch)
            let isLast = index == layers.norms.count - 1
            x = layers.convolutions[index](norm.rectified(x, pass), isLast ? .tanh : .linear)
        }
        return x
    }
}

/// A transposed 4 × 4 convolution with stride 2: twice the resolution.
private final class DoublingConvolution: Module {
    @Parameter private var weight: Tensor  // [in, out, 4, 4]
    @Parameter private var bias: Tensor  // [out]

    init(_ inputs: Int, _ outputs: Int, _ plan: LayerOptions) {
        weight = plan.initialization.weight([inputs, outputs, 4, 4], plan.random)
        bias = .zeros([outputs])
    }

    /// x [N, in, H, W] to [N, out, 2 H, 2 W], activated.
    func callAsFunction(_ x: Tensor, _ activation: Activation) -> Tensor {
        let step = ConvolutionStep(stride: 2, padding: 1, dilation: 1, groups: 1)
        return x.convTransposed2d(with: weight, step, height: 2 * x.shape[2], width: 2 * x.shape[3])
            .activated(bias: bias, activation)
    }
}

extension DatasetInfo {
    /// - Throws: `RecipeError` unless a start can be doubled to the image size.
    func sizesOfDCGAN() throws -> NetworkSizes {
        try NetworkSizes(of: size, doublings: 1...NetworkSizes.mostDoublings, "DCGAN needs")
    }
}
