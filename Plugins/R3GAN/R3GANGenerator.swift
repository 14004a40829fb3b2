import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(R3GANGenerator.self) }

/// R3GAN's generator: residual blocks with grouped convolutions, without normalization, styles per layer or noise (METHODS §18.2).
///
/// Its styles are the input of the first layer: the latents followed by the class's embedding. All computations use single
/// precision.
public final class R3GANGenerator: Module, TruncatingGenerator, TransferableModule {
    public struct Settings: ComponentSettings {
        public var network = NetworkSettings()
        @Setting("size of the latents z", in: 1...65_536) public var zDim: Int = 64
        @Setting("size of the label's embedding", in: 1...65_536) public var embeddingDim: Int = 64

        public init() {}

        public static var small: Self {
            var settings = Self()
            (settings.network.channels, settings.network.groupChannels) = ([10], 5)
            return settings
        }
    }

    public static let name = "r3gan"
    public static let summary = "residual blocks with grouped convolutions and no normalization (R3GAN)"
    public static let source: String? = "Huang et al. 2024, arXiv:2501.05441"

    private let embed: (any Conditioner)?
    private let basis: GenerativeBasis
    @ModuleList private var stages: [GeneratorStage]  // b4, b8, …
    private let torgb: FanInConvolution
    private let settings: Settings

    public init(_ settings: Settings, _ build: BuildContext) throws {
        let (plan, random) = (try StagePlan(settings.network, build.data), build.random)
        embed = try build.conditioner(features: settings.embeddingDim)
        basis = GenerativeBasis(
            latentSize: settings.zDim, embeddingSize: embed == nil ? 0 : settings.embeddingDim,
            channels: plan.lowestChannels, start: plan.sizes.start, random: random)
        let below = [nil] + plan.stages.map(\.channels)
        _stages = listed(
            zip(plan.stages, below).map { stage, inputs in
                (stage.resolution, GeneratorStage(stage, inputChannels: inputs, plan, random: random))
            })
        torgb = FanInConvolution(plan.highestChannels, plan.imageChannels, random: random)
        self.settings = settings
    }

    public var conditioner: (any Conditioner)? { embed }
    public var latentSize: Int { settings.zDim }
    public var styleSize: Int { settings.zDim + (embed == nil ? 0 : settings.embeddingDim) }
    public var layerOrder: [String] { declaredLayers }
    public var transferAxes: [String: TransferAxis] { ["torgb.weight": TransferAxis(.imageChannels, axis: 0)] }
    public var transferSeries: [TransferSeries] { [TransferSeries("b", .resolution)] }
    public var conditionalParts: [String] { ["embed"] }

    public func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> GeneratorOutput {
        let latents = try latents(z, labels, pass)
        return GeneratorOutput(images: synthesize(latents.styles, pass), latents: latents)
    }

    public func latents(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> StyleLatents {
        let mapped = concatenate([z, try embed?.embeddings(labels, pass)].compactMap(\.self), axis: 1)
        return StyleLatents(mapped: mapped, styles: mapped.reshaped(z.shape[0], 1, styleSize))
    }

    public func synthesize(_ styles: Tensor, _ pass: ForwardPass) -> Tensor {
        let first = basis(styles.reshaped(styles.shape[0], styleSize))
        return torgb(stages.reduce(first) { x, stage in stage(x) })
    }

    /// Moves the latents towards their mean, which is zero; the class does not change.
    public func truncated(_ styles: Tensor, _ truncation: Truncation) -> Tensor {
        guard truncation.layers.map({ $0 > 0 }) ?? true else { return styles }
        let z = styles.sliced(2, 0..<latentSize) * truncation.psi
        return embed == nil ? z : concatenate([z, styles.sliced(2, latentSize..<styleSize)], axis: 2)
    }
}
