import GANCore
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ResNetGenerator.self) }

/// The generator of SNGAN and, with spectral normalization and attention, SAGAN: BigGAN's blocks, whose batch normalization
/// depends only on the class. Its channels are StudioGAN's.
///
/// Blocks use the label itself, which gives each class its own gain and bias; if the recipe has a conditioner, they use
/// its embedding. Spectral normalization includes the matrices of those gains and biases, as in StudioGAN; SAGAN's own code
/// does not include them.
public final class ResNetGenerator: ConditionedGenerator, TruncatingGenerator, ReducedPrecisionNetwork,
    RecomputingNetwork
{
    public struct Settings: ComponentSettings {
        public var network = NetworkSettings(variant: .studiogan)
        public var conditioning = ConditioningSettings()
        @Setting("whether weights have spectral normalization, as in SAGAN") public var spectralNorm = false
        @Setting("whether the generator uses labels") public var conditional = true

        public init() {}

        public static var small: Self {
            var settings = Self()
            settings.network.ch = 4
            return settings
        }
    }

    public static let name = "resnet"
    public static let summary = "residual blocks; batch normalization depends on the class (SNGAN, SAGAN)"
    public static let source: String? = "Miyato et al. 2018, arXiv:1802.05957; Zhang et al. 2019, arXiv:1805.08318"

    public init(_ settings: Settings, _ build: BuildContext) throws {
        let conditioning = settings.conditioning
        let shared = settings.conditional ? try build.conditioner(features: conditioning.sharedDim) : nil
        let labels = settings.conditional ? build.data.labelSize : 0
        let vectors = StyleVectors(
            classSize: shared == nil ? labels : conditioning.sharedDim, latentSize: conditioning.zDim, sharing: .none)
        let plan = try settings.network.generatorPlan(
            build, isSpectral: settings.spectralNorm,
            NormalizationChoice(
                vectorSize: vectors.vectorSize(), epsilon: conditioning.bnEpsilon,
                classVectors: shared?.vectorsOfClasses(labels) ?? { .identity(labels) }))
        let network = try plan.network(isDeep: false, seedSize: vectors.seedSize)
        super.init(network, vectors, shared: shared, conditioning.statisticsRule)
    }
}
