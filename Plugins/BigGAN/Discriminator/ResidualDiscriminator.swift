import GANCore
import GANModule
import GANTensor

/// A network from images to features.
protocol FeatureNetwork: Module {
    /// Number of features.
    var size: Int { get }
    /// Number of blocks that store activations in bfloat16.
    var reducedBlocks: Int { get }
    /// images [N, C, H, W] to features [N, size].
    func callAsFunction(_ images: Tensor) -> Tensor
}

/// A network that also takes features at the input of one of its blocks.
protocol EnterableNetwork: FeatureNetwork {
    /// The first block with this input resolution, unless the images themselves have it; nil if there is none.
    func entry(at resolution: Int) -> NetworkEntry?
    /// Features [N, size] of the input of a block.
    func features(_ x: Tensor, from block: Int) -> Tensor
}

/// A place in a discriminator where features can enter.
struct NetworkEntry {
    let block: Int
    let resolution: Int
    let channels: Int
}

extension [NetworkEntry] {
    /// The first of this resolution, unless the first of all has it.
    fileprivate func entry(at resolution: Int) -> NetworkEntry? {
        guard let images = first, resolution < images.resolution else { return nil }
        return first { $0.resolution == resolution }
    }
}

/// Residual blocks, optional attention, and a sum over positions (METHODS §5.4). Properties have their checkpoint names.
final class ResidualDiscriminator: Module, EnterableNetwork, TransferableModule {
    let size: Int
    private let entries: [NetworkEntry]
    @ModuleList private var listed: [Module]  // blocks.0.0, blocks.0.1 …
    private let parts: PartSeries<DiscriminatorBlock>

    init(_ settings: NetworkSettings, _ build: BuildContext, _ plan: LayerOptions) throws {
        let table = try ChannelTable(build.data, settings.variant)
        try table.check(attention: settings.attention, of: table.endings)
        var (inputs, resolution) = (build.data.channels, table.resolution)
        var parts = PartSeries<DiscriminatorBlock>(recomputes: build.recomputesBlocks)
        var entries: [NetworkEntry] = []
        for (index, multiple) in table.discriminator.enumerated() {
            let (outputs, halves) = (multiple * settings.ch, table.halves[index])
            let precision = build.precision.block(at: resolution, of: table.resolution)
            entries.append(NetworkEntry(block: index, resolution: resolution, channels: inputs))
            if halves { resolution /= 2 }
            let entry = index == 0 ? .image : settings.blockEntry(plan)
            let block = DiscriminatorBlock(inputs, outputs, halves: halves, entry, plan)
            let attention = halves ? try settings.attention(at: resolution, channels: outputs, plan) : nil
            parts.add(stage: index, [block], attention, precision)
            inputs = outputs
        }
        (self.parts, size, self.entries) = (parts, inputs, entries)
        _listed = parts.series
    }

    var transferAxes: [String: TransferAxis] {
        ["blocks.0.0.conv1.weight": .colorInputs, "blocks.0.0.conv_sc.weight": .colorInputs]
    }
    var transferSeries: [TransferSeries] { [TransferSeries("blocks.", .resolutionFromImages)] }

    var reducedBlocks: Int { parts.reducedBlocks }
    func callAsFunction(_ images: Tensor) -> Tensor { features(images, from: 0) }
    func entry(at resolution: Int) -> NetworkEntry? { entries.entry(at: resolution) }
    func features(_ x: Tensor, from block: Int) -> Tensor {
        relu(parts(x, block..<entries.count) { block, _, x in block(x) }).sum(2, 3)
    }
}

extension TransferAxis {
    /// The axis of color channels of a convolution whose input is an image.
    static let colorInputs = TransferAxis(.imageChannels, axis: 1, isInput: true)
}

/// BigGAN-deep's: a convolution, and bottleneck blocks in pairs. Properties have their checkpoint names.
final class DeepDiscriminator: Module, EnterableNetwork, TransferableModule {
    let size: Int
    private let entries: [NetworkEntry]
    private let inputConv: Convolution
    @ModuleList private var listed: [Module]
    private let parts: PartSeries<DeepDiscriminatorBlock>

    init(_ settings: NetworkSettings, _ build: BuildContext, _ plan: LayerOptions) throws {
        let table = try ChannelTable(build.data, settings.variant)
        let endings = table.endings
        try table.check(attention: settings.attention, of: endings)
        let widths = table.deepDiscriminator.map { $0 * settings.ch }
        inputConv = Convolution(build.data.channels, widths[0], plan)
        let entry = settings.blockEntry(plan)
        var parts = PartSeries<DeepDiscriminatorBlock>(recomputes: build.recomputesBlocks)
        var entries: [NetworkEntry] = []
        for (index, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
            let halves = index < endings.count
            let resolution = table.resolution >> min(index, endings.count)
            entries.append(NetworkEntry(block: 2 * index, resolution: resolution, channels: inputs))
            let blocks = [
                DeepDiscriminatorBlock(inputs, outputs, halves: halves, entry, plan),
                DeepDiscriminatorBlock(outputs, outputs, halves: false, entry, plan),
            ]
            let attention = halves ? try settings.attention(at: endings[index], channels: outputs, plan) : nil
            parts.add(
                stage: index, blocks, attention, build.precision.block(at: resolution, of: table.resolution))
        }
        (self.parts, size, self.entries) = (parts, widths[widths.count - 1], entries)
        _listed = parts.series
    }

    var transferAxes: [String: TransferAxis] { ["input_conv.weight": .colorInputs] }
    var transferSeries: [TransferSeries] { [TransferSeries("blocks.", .resolutionFromImages)] }

    var reducedBlocks: Int { parts.reducedBlocks }
    func callAsFunction(_ images: Tensor) -> Tensor { features(inputConv(images), from: 0) }
    func entry(at resolution: Int) -> NetworkEntry? { entries.entry(at: resolution) }
    func features(_ x: Tensor, from block: Int) -> Tensor {
        relu(parts(x, block..<2 * entries.count) { block, _, x in block(x) }).sum(2, 3)
    }
}
