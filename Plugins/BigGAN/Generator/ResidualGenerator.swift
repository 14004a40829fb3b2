import GANCore
import GANModule
import GANTensor

/// A generator's block: from features of one resolution to the same or to twice that.
protocol GeneratorStage: Module {
    func callAsFunction(_ x: Tensor, _ pass: BlockPass) -> Tensor
}

/// The parts of generators with residual blocks.
struct ResidualGeneratorPlan {
    let start: ImageSize
    let channels: [Int]  // of the start, then of each stage
    let imageChannels: Int
    let normalization: NormalizationPlan
    let precision: NetworkPrecision
    /// Whether blocks are computed again in the backward pass.
    let recomputes: Bool
    /// Epsilon of the normalization before the last layer.
    let lastEpsilon: Double
    /// Resolution up to which no block knows the class, and of the small images; nil if there are none.
    var classFreeResolution: Int? = nil
    /// The attention layer after a stage with this output resolution; nil for none.
    let attention: (_ resolution: Int, _ channels: Int) throws -> SelfAttention?
}

/// From styles to images: a linear layer, residual blocks, and optional attention (METHODS §5.2). Properties have their
/// checkpoint names.
final class ResidualGenerator<Block: GeneratorStage>: Module, ClassFreeNetwork, TransferableModule {
    private let linear: Linear
    @ModuleList private var listed: [Module]  // blocks.0.0, blocks.1.0, blocks.1.1 …
    private let outputLayer: ImageLayers
    private let classFreeOutput: ImageLayers?
    private let parts: PartSeries<Block>
    private let blocks: Int
    private let start: ImageSize

    /// - Parameter makeStage: makes the blocks of a stage from its channels; the last one doubles the resolution.
    init(
        _ plan: ResidualGeneratorPlan, seedSize: Int,
        _ makeStage: (_ inputs: Int, _ outputs: Int, _ normalization: NormalizationPlan) -> [Block]
    ) throws {
        let layers = plan.normalization.layers
        linear = Linear(seedSize, plan.channels[0] * plan.start.height * plan.start.width, layers)
        var (parts, blocks) = (PartSeries<Block>(recomputes: plan.recomputes), 0)
        for (index, (inputs, outputs)) in zip(plan.channels, plan.channels.dropFirst()).enumerated() {
            let stage = makeStage(inputs, outputs, plan.normalization(at: 8 << index))
            parts.add(
                stage: index, stage, try plan.attention(8 << index, outputs),
                plan.precision.block(at: 8 << index, of: 4 << (plan.channels.count - 1)))
            blocks += stage.count
        }
        (self.parts, self.blocks, start) = (parts, blocks, plan.start)
        _listed = parts.series
        outputLayer = ImageLayers(plan, stage: plan.channels.count - 1)
        classFreeOutput = plan.classFreeStages.map { ImageLayers(plan, stage: $0) }
    }

    var transferAxes: [String: TransferAxis] {
        let colors = TransferAxis(.imageChannels, axis: 0)
        let names = ["output_layer"] + (classFreeOutput == nil ? [] : ["class_free_output"])
        return Dictionary(
            uniqueKeysWithValues: names.flatMap { [("\($0).2.weight", colors), ("\($0).2.bias", colors)] }
                + [("linear.weight", .positions), ("linear.bias", .positions)])
    }
    var transferSeries: [TransferSeries] { [TransferSeries("blocks.", .resolution)] }

    var reducedBlocks: Int { parts.reducedBlocks }

    func images(_ styles: Tensor, _ vectors: StyleVectors, _ batch: BatchStatistics.Batch) -> Tensor {
        let x = features(styles, vectors, batch, upTo: blocks)
        classFreeOutput?.advance()
        return parts.recomputed(in: outputLayer) { [outputLayer] in outputLayer(x, batch) }
    }

    func smallImages(_ styles: Tensor, _ vectors: StyleVectors, _ batch: BatchStatistics.Batch) -> Tensor? {
        guard let classFreeOutput, let free = vectors.classFreeBlocks else { return nil }
        let x = features(styles, vectors, batch, upTo: free)
        return parts.recomputed(in: classFreeOutput) { classFreeOutput(x, batch) }
    }

    private func features(
        _ styles: Tensor, _ vectors: StyleVectors, _ batch: BatchStatistics.Batch, upTo end: Int
    ) -> Tensor {
        let (seed, own) = vectors.parts(styles, blocks: blocks)
        let first = linear(seed).reshaped(styles.shape[0], -1, start.height, start.width)
        return parts(first, 0..<end) { block, index, x in block(x, BlockPass(vector: own[index], batch: batch)) }
    }
}

/// The layers from features to colors, with their checkpoint names.
private final class ImageLayers: Module {
    @ModuleList private var listed: [Module]  // 0, 2
    private let layers: (norm: BatchNormalization, colors: Convolution)
    private let channels: Int

    /// - Parameter stage: the one whose features they take.
    init(_ plan: ResidualGeneratorPlan, stage: Int) {
        channels = plan.channels[stage]
        layers = (
            norm: BatchNormalization(channels, epsilon: plan.lastEpsilon),
            colors: Convolution(channels, plan.imageChannels, plan.normalization.layers)
        )
        _listed = ModuleList(wrappedValue: [layers.norm, layers.colors], names: ["0", "2"])
    }

    /// x [N, channels, H, W] to [N, image channels, H, W].
    func callAsFunction(_ x: Tensor, _ batch: BatchStatistics.Batch) -> Tensor {
        layers.colors(layers.norm(x, .relu, batch), .tanh)
    }

    /// A step of spectral normalization's power iteration, since `utlo` restores all state after its passes.
    func advance() { withoutGradients { _ = layers.colors(.zeros([1, channels, 1, 1])) } }
}

extension TransferAxis {
    /// The output axis of the linear layer at a generator's start, [C · H · W].
    static let positions = TransferAxis(.imageSize(axes: 1), axis: 0)
}

extension ResidualGeneratorPlan {
    /// Number of stages that do not know the class; nil if there are no small images.
    var classFreeStages: Int? { classFreeResolution.map { ($0 / 4).trailingZeroBitCount } }

    /// The normalization in a stage with this output resolution.
    func normalization(at resolution: Int) -> NormalizationPlan {
        resolution <= classFreeResolution ?? 0 ? normalization.withoutClasses : normalization
    }
}
