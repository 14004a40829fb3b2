import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(StyleGAN2Discriminator.self) }

/// StyleGAN2's discriminator with a projection onto the mapped label (METHODS §1.9).
///
/// Parameters have the names of published checkpoints.
public final class StyleGAN2Discriminator: Module, ClassFreeDiscriminator, TransferableModule, BatchComparing,
    ReducedPrecisionNetwork, RecomputingNetwork
{
    public static let name = "stylegan2"
    public static let summary = "a residual network with minibatch deviation and a projection onto the label"
    public static let source: String? = "Karras et al. 2020, arXiv:1912.04958 and arXiv:2006.06676"

    @ModuleList private var blocks: [DiscriminatorBlock]  // b32, b16, … b8
    private let b4: DiscriminatorEpilogue
    private let mapping: MappingNetwork?
    @Inlined private var last: (any DiscriminatorHead)?
    private let classFree: ClassFreeEntry?
    /// The number of each block's input size.
    private let resolutions: [Int]
    public let reducedBlocks: Int

    public init(_ settings: Settings, _ build: BuildContext) throws {
        let pyramid = try ImagePyramid(
            build.data, channelBase: settings.channelBase, channelMaximum: settings.channelMax, doublings: 1)
        let (channels, random) = (pyramid.channels(at: 4), build.random)
        let projectionSize = settings.cmapDim ?? channels
        _last = Inlined(
            wrappedValue: try settings.head.map { head in
                var layers = NetworkLayers.equalized(random, outputName: "b4.out")
                layers.maps = pyramid.resolutions.dropLast().reversed().map {
                    MapSize(channels: pyramid.channels(at: $0), resolution: $0, pyramid.sizes[$0])
                }
                return try build.head(head, "head", features: channels, layers: layers)
            })
        let embed = settings.head == nil ? try build.conditioner(features: projectionSize) : nil
        let plan = DiscriminatorPlan(
            pyramid: pyramid, architecture: settings.architecture, clamp: settings.convClamp,
            precision: build.precision, recomputes: build.recomputesBlocks, random: random)
        reducedBlocks = pyramid.reducedBlocks(build.precision)
        let resolutions = Array(pyramid.resolutions.dropFirst().reversed())
        self.resolutions = resolutions
        if let small = settings.classFreeResolution { try pyramid.checkSmall(small) }
        _blocks = ModuleList(
            wrappedValue: resolutions.map { DiscriminatorBlock(resolution: $0, plan) },
            names: resolutions.map { "b\($0)" })
        b4 = DiscriminatorEpilogue(
            outputSize: settings.head == nil ? (embed == nil ? 1 : projectionSize) : nil,
            try settings.deviation(ofChannels: channels), plan)
        mapping = embed.map { embed in
            MappingNetwork(
                .init(
                    latent: 0, style: projectionSize, layers: settings.mappingLayers,
                    rateMultiplier: settings.mappingRateMultiplier), embed: embed, random: random)
        }
        classFree = settings.classFreeResolution.map { ClassFreeEntry(resolution: $0, plan) }
    }

    public var transferSeries: [TransferSeries] { [TransferSeries("b", .resolution)] }
    /// The last two belong to a head that introduces labels gradually.
    public var conditionalParts: [String] { ["mapping", "b4.out", "b4.out_conditional", "transition"] }
    public var conditioner: (any Conditioner)? { last?.conditioner ?? mapping?.embed }
    public var head: (any DiscriminatorHead)? { last }
    public var layerOrder: [String] { declaredLayers }
    public var classFreeResolution: Int? { classFree?.resolution }

    /// Minibatch deviation compares images.
    public func objection(to batch: BatchLayout) -> BatchObjection? {
        let (samples, group) = (batch.count / batch.views, b4.deviation.groupSize ?? .max)
        if samples == 1, group > 1 {
            return .warned(
                "images pass one at a time, so minibatch deviation (discriminator.mbstd_group_size) is always 0")
        }
        guard !b4.deviation.splits(samples) else { return nil }
        let views = batch.views == 1 ? "" : " of each of \(batch.views) views"
        return .refused(
            "\(counted(samples, "image"))\(views) \(samples == 1 ? "does" : "do") not divide into groups of \(group), the value of discriminator.mbstd_group_size"
        )
    }

    public func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> DiscriminatorOutput {
        var (canvas, maps) = (Canvas(image: images), [Tensor]())
        for block in blocks {
            canvas = block(canvas)
            if last is any MapReadingHead, let map = canvas.features { maps.append(map.widened()) }
        }
        let (features, output) = b4(canvas, views: pass.views)
        if let last { return try last.output(features, maps: maps, labels, pass) }
        guard let mapping else { return DiscriminatorOutput(logits: output.reshaped(-1), features: features) }
        let directions = try mapping(nil, labels, pass)  // [N, projection size]
        let logits = (output * directions).sum(1) / Double(output.shape[1]).squareRoot()
        return DiscriminatorOutput(logits: logits, features: features)
    }

    /// Small images enter the block of their resolution.
    public func classFreeLogits(_ images: Tensor, _ pass: ForwardPass) throws -> Tensor {
        guard let classFree else {
            throw RecipeError(
                problem: "the discriminator judges no small images", fix: "set discriminator.class_free_resolution: 8")
        }
        var canvas = Canvas(features: classFree.fromrgb(images))
        for (block, resolution) in zip(blocks, resolutions) where resolution <= classFree.resolution {
            canvas = block(canvas)
        }
        return classFree.out(b4(canvas, views: pass.views).features).reshaped(-1)
    }
}
