import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(DCGANDiscriminator.self) }

/// DCGAN's discriminator (Radford et al. 2016, arXiv:1511.06434): a 4 × 4 convolution with stride 2 for each resolution and
/// leaky relu. Spectral normalization replaces batch normalization, following Miyato et al. 2018; without it there is no
/// normalization. The paper has 5 × 5 kernels and flattens the last feature map, which is summed here.
public final class DCGANDiscriminator: HeadedDiscriminator, Discriminator {
    public struct Settings: ComponentSettings {
        @Setting("channels after the first layer; doubled at each lower resolution", in: 1...1024)
        public var ch: Int = 64
        @Setting("initialization of weights: orthogonal, normal with standard deviation 0.02, or xavier")
        public var initialization = Initialization.normal
        @Setting("whether weights have spectral normalization") public var spectralNorm = true
        @Setting("head of the discriminator; default: projection if the recipe has a conditioner, else none")
        public var head: ComponentReference<any DiscriminatorHead>? = nil

        public init() {}

        public static var small: Self {
            var settings = Self()
            settings.ch = 5
            return settings
        }
    }

    public static let name = "dcgan"
    public static let summary = "a convolution of stride 2 for each resolution, and a head (DCGAN)"
    public static let source: String? = "Radford et al. 2016, arXiv:1511.06434"

    public init(_ settings: Settings, _ build: BuildContext) throws {
        let plan = LayerOptions(
            settings.initialization, spectral: settings.spectralNorm ? SpectralOptions() : nil, random: build.random)
        let channels = [build.data.channels] + (0..<(try build.data.sizesOfDCGAN().doublings)).map { settings.ch << $0 }
        try super.init(PlainDiscriminator(channels, plan), settings.head, build, plan)
    }
}

/// Down to the start, where positions are summed.
private final class PlainDiscriminator: Module, FeatureNetwork, TransferableModule {
    let reducedBlocks = 0
    let size: Int
    @ModuleList private var convolutions: [Convolution]

    /// - Parameter channels: of the images, and after each layer.
    init(_ channels: [Int], _ plan: LayerOptions) {
        size = channels[channels.count - 1]
        let convolutions = zip(channels, channels.dropFirst()).map { Convolution($0, $1, kernel: 4, stride: 2, plan) }
        _convolutions = ModuleList(wrappedValue: convolutions, prefix: "conv")
    }

    var transferAxes: [String: TransferAxis] { ["conv0.weight": .colorInputs] }
    var transferSeries: [TransferSeries] { [TransferSeries("conv", .resolutionFromImages)] }

    func callAsFunction(_ images: Tensor) -> Tensor {
        convolutions.reduce(images) { x, layer in layer(x, .leakyRelu(slope: 0.2)) }.sum(2, 3)
    }
}
