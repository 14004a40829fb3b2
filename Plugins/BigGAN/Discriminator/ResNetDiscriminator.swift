import GANCore

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ResNetDiscriminator.self) }

/// The discriminator of SNGAN and SAGAN: BigGAN's blocks with StudioGAN's channels, with spectral normalization or, where
/// StudioGAN would use batch normalization, without normalization.
public final class ResNetDiscriminator: HeadedDiscriminator, Discriminator, ReducedPrecisionNetwork,
    RecomputingNetwork
{
    public struct Settings: ComponentSettings {
        public var network = NetworkSettings(variant: .studiogan)
        @Setting("whether weights have spectral normalization") public var spectralNorm = true
        @Setting("head of the discriminator; default: projection if the recipe has a conditioner, else none")
        public var head: ComponentReference<any DiscriminatorHead>? = nil

        public init() {}

        public static var small: Self {
            var settings = Self()
            settings.network.ch = 4
            return settings
        }
    }

    public static let name = "resnet"
    public static let summary = "residual blocks and a head (SNGAN, SAGAN)"
    public static let source: String? = "Miyato et al. 2018, arXiv:1802.05957; Zhang et al. 2019, arXiv:1805.08318"

    public init(_ settings: Settings, _ build: BuildContext) throws {
        let plan = settings.network.layers(build, isSpectral: settings.spectralNorm)
        let network = try ResidualDiscriminator(settings.network, build, plan)
        try super.init(network, settings.head, build, plan)
    }
}
