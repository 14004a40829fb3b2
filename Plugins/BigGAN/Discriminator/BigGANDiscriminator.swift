import GANCore

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(BigGANDiscriminator.self) }

/// BigGAN's discriminator: spectrally normalized residual blocks, and a head (METHODS §5.4).
///
/// Parameters have the names of published checkpoints.
public final class BigGANDiscriminator: HeadedDiscriminator, ClassFreeDiscriminator, ReducedPrecisionNetwork,
    RecomputingNetwork
{
    public struct Settings: ComponentSettings {
        public var network = NetworkSettings()
        @Setting("BigGAN-deep: bottleneck blocks in pairs") public var deep = false
        @Setting("head of the discriminator; default: projection if the recipe has a conditioner, else none")
        public var head: ComponentReference<any DiscriminatorHead>? = nil
        @Setting(
            "resolution of the small images that it also judges, without labels, for `utlo`; null: none", in: 4...256)
        public var classFreeResolution: Int? = nil

        public init() {}

        public static var small: Self {
            var settings = Self()
            settings.network.ch = 4
            return settings
        }
    }

    public static let name = "biggan"
    public static let summary = "spectrally normalized residual blocks and a head (BigGAN)"
    public static let source: String? = "Brock et al. 2019, arXiv:1809.11096"

    public init(_ settings: Settings, _ build: BuildContext) throws {
        let plan = settings.network.layers(build, isSpectral: true)
        let network: any FeatureNetwork =
            settings.deep
            ? try DeepDiscriminator(settings.network, build, plan)
            : try ResidualDiscriminator(settings.network, build, plan)
        try super.init(
            network, settings.head, build, plan, classFreeResolution: settings.classFreeResolution)
    }
}
