import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(R3GANDiscriminator.self) }

/// R3GAN's discriminator: residual blocks with grouped convolutions, without normalization and without comparing images, and an
/// inner product with the label's embedding (METHODS §18.2). All computations use single precision.
public final class R3GANDiscriminator: Module, Discriminator, TransferableModule {
    public struct Settings: ComponentSettings {
        public var network = NetworkSettings()
        @Setting("head of the discriminator; default: the published projection if the recipe has a conditioner")
        public var head: ComponentReference<any DiscriminatorHead>? = nil
        @Setting(
            "without `head`: size of the label's embedding; default: the number of channels at the resolution 4",
            in: 1...65_536)
        public var embeddingDim: Int? = nil

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

    private let fromrgb: FanInConvolution
    @ModuleList private var stages: [DiscriminatorStage]  // b32, b16, … b4
    private let basis: DiscriminativeBasis
    private let embed: (any Conditioner)?
    @Inlined private var last: (any DiscriminatorHead)?

    public init(_ settings: Settings, _ build: BuildContext) throws {
        let (plan, random) = (try StagePlan(settings.network, build.data), build.random)
        fromrgb = FanInConvolution(plan.imageChannels, plan.highestChannels, random: random)
        let below = [nil] + plan.stages.map(\.channels)
        _stages = listed(
            zip(plan.stages, below).reversed().map { stage, outputs in
                (stage.resolution, DiscriminatorStage(stage, outputChannels: outputs, plan, random: random))
            })
        let (channels, hasHead) = (plan.lowestChannels, settings.head != nil)
        let size = settings.embeddingDim ?? channels
        embed = hasHead ? nil : try build.conditioner(features: size)
        embed?.scaleInitialWeights(by: 1 / Double(size).squareRoot())
        basis = DiscriminativeBasis(
            channels: channels, start: plan.sizes.start, outputSize: hasHead ? nil : embed == nil ? 1 : size,
            random: random)
        _last = Inlined(
            wrappedValue: try settings.head.map { head in
                try build.head(head, "head", features: channels, layers: plan.headLayers(random))
            })
    }

    public var conditioner: (any Conditioner)? { last?.conditioner ?? embed }
    public var head: (any DiscriminatorHead)? { last }
    public var layerOrder: [String] { declaredLayers }
    public var transferAxes: [String: TransferAxis] {
        ["fromrgb.weight": TransferAxis(.imageChannels, axis: 1, isInput: true)]
    }
    public var transferSeries: [TransferSeries] { [TransferSeries("b", .resolution)] }
    public var conditionalParts: [String] { ["embed", "basis.linear"] }

    public func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput {
        var (x, maps) = (fromrgb(images), [Tensor]())
        for stage in stages {
            x = stage(x)
            if last is any MapReadingHead { maps.append(x) }
        }
        let (features, output) = basis(x)
        if let last { return try last.output(features, maps: Array(maps.dropLast()), labels, pass) }
        guard let embed else { return DiscriminatorOutput(logits: output.reshaped(-1), features: features) }
        let directions = try embed.embeddings(labels, pass)  // [N, embedding size]
        return DiscriminatorOutput(logits: (output * directions).sum(1), features: features)
    }
}

extension Conditioner {
    /// Multiplies all initial weights: the published gain of this embedding is part of its initialization.
    fileprivate func scaleInitialWeights(by gain: Double) {
        for (_, weight) in parameters() { weight.wrappedValue = (weight.wrappedValue * gain).detached() }
    }
}

extension StagePlan {
    /// Layers for a head, of the same kind as the network's.
    fileprivate func headLayers(_ random: RandomStream) -> NetworkLayers {
        var layers = NetworkLayers(
            outputName: "basis.linear",
            linear: { FanInLinear($0, $1, hasBias: $2, random: random) },
            table: { FanInLinear($0, $1, gain: 1 / Double($1).squareRoot(), random: random) })
        layers.maps = stages.dropLast().reversed().map {
            MapSize(channels: $0.channels, resolution: $0.resolution, sizes[$0.resolution])
        }
        return layers
    }
}
