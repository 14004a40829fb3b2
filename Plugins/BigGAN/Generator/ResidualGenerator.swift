import GANCore
import GANModule
import GANTensor

/// A generator's block: from features of one resolution to the same or to twice that.
protocol GeneratorStage: Module {
    func callAsFunction(_ x: Tensor, _ pass: BlockPass) -> Tensor
}

/// The parts of generators with residual blocks.
struct ResidualGeneratorPlan {
    let channels: [Int]  // at 4 × 4, then of each stage
    let imageChannels: Int
    let normalization: NormalizationPlan
    /// Epsilon of the normalization before the last layer.
    let lastEpsilon: Double
    /// The attention layer after a stage with this output resolution; nil for none.
    let attention: (_ resolution: Int, _ channels: Int) throws -> SelfAttention?
}

/// From styles to images: a linear layer, residual blocks, and optional attention (METHODS §5.2). Properties have their
/// checkpoint names.
final class ResidualGenerator<Block: GeneratorStage>: Module, StyleNetwork, TransferableModule {
    private let linear: Linear
    @ModuleList private var listed: [Module]  // blocks.0.0, blocks.1.0, blocks.1.1 …
    @ModuleList private var output: [Module]  // output_layer.0, output_layer.2
    private let parts: PartSeries<Block>
    private let last: (BatchNormalization, Convolution)
    private let blocks: Int

    /// - Parameter makeStage: makes the blocks of a stage; the last one doubles the resolution.
    init(
        _ plan: ResidualGeneratorPlan, seedSize: Int, _ makeStage: (_ inputs: Int, _ outputs: Int) -> [Block]
    ) throws {
        let layers = plan.normalization.layers
        linear = Linear(seedSize, plan.channels[0] * 16, layers)
        var (parts, blocks) = (PartSeries<Block>(), 0)
        for (index, (inputs, outputs)) in zip(plan.channels, plan.channels.dropFirst()).enumerated() {
            let stage = makeStage(inputs, outputs)
            parts.add(stage: index, stage, try plan.attention(8 << index, outputs))
            blocks += stage.count
        }
        (self.parts, self.blocks) = (parts, blocks)
        _listed = parts.series
        let channels = plan.channels[plan.channels.count - 1]
        last = (
            BatchNormalization(channels, epsilon: plan.lastEpsilon), Convolution(channels, plan.imageChannels, layers)
        )
        _output = ModuleList(wrappedValue: [last.0, last.1], names: ["output_layer.0", "output_layer.2"])
    }

    var transferAxes: [String: TransferAxis] {
        let colors = TransferAxis(.imageChannels, axis: 0)
        return ["output_layer.2.weight": colors, "output_layer.2.bias": colors]
    }
    var transferSeries: [TransferSeries] { [TransferSeries("blocks.", .resolution)] }

    func images(_ styles: Tensor, _ vectors: StyleVectors, _ batch: BatchStatistics.Batch) -> Tensor {
        let (seed, own) = vectors.parts(styles, blocks: blocks)
        let first = linear(seed).reshaped(styles.shape[0], -1, 4, 4)
        let x = parts(first) { block, index, x in
            block(x, BlockPass(vector: own.isEmpty ? nil : own[index], batch: batch))
        }
        return last.1(last.0(x, .relu, batch), .tanh)
    }
}
