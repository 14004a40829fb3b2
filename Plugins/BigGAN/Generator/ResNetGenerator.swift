import GANCore
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(ResNetGenerator.self) }

/// The generator of SNGAN and, with spectral normalization and attention, SAGAN: BigGAN's blocks, whose batch normalization depends on
/// the class alone. Its channels are StudioGAN's.
///
/// Blocks take the label itself, which gives each class a gain and a bias of its own; where the recipe has a conditioner, they take what
/// that makes of it. Spectral normalization takes in the matrices of those gains and biases, as StudioGAN's does; SAGAN's own program
/// leaves them out.
public final class ResNetGenerator: ConditionedGenerator, TruncatingGenerator {
    public struct Settings: ComponentSettings {
        public var network = NetworkSettings(variant: .studiogan)
        public var conditioning = ConditioningSettings()
        @Setting("weights are spectrally normalized: SAGAN") public var spectralNorm = false
        @Setting("labels count") public var conditional = true

        public init() {}
    }

    public static let name = "resnet"
    public static let summary = "residual blocks with batch normalization by class (SNGAN, SAGAN)"
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
                vectorSize: vectors.vectorSize, epsilon: conditioning.bnEpsilon,
                classVectors: shared?.vectorsOfClasses(labels) ?? { .identity(labels) }))
        let network = try plan.network(isDeep: false, seedSize: vectors.seedSize)
        super.init(network, vectors, shared: shared, conditioning.statisticsRule)
    }
}
