import GANCore
import GANModule
import GANTensor

/// A network's stages in sequence; each has blocks and optionally attention.
struct PartSeries<Block: Module> {
    private enum Part {
        case block(Block)
        case attention(SelfAttention)

        var module: Module {
            switch self {
            case .block(let block): block
            case .attention(let attention): attention
            }
        }
    }

    private var parts: [Part] = []
    private var precisions: [BlockPrecision] = []
    private var names: [String] = []
    /// Whether parts are computed again in the backward pass.
    private let recomputes: Bool

    init(recomputes: Bool) { self.recomputes = recomputes }

    /// Adds a stage, with the numbering of published checkpoints: `blocks.2.0`, `blocks.2.1`. Attention is always in float32.
    mutating func add(stage: Int, _ blocks: [Block], _ attention: SelfAttention?, _ precision: BlockPrecision) {
        precisions += blocks.map { _ in precision } + (attention == nil ? [] : [.float32])
        let stageParts = blocks.map(Part.block) + (attention.map { [.attention($0)] } ?? [])
        parts += stageParts
        names += stageParts.indices.map { "blocks.\(stage).\($0)" }
    }

    /// The parts as a module list.
    var series: ModuleList<Module> { ModuleList(wrappedValue: parts.map(\.module), names: names) }

    /// Number of blocks that store activations in bfloat16.
    var reducedBlocks: Int { precisions.count(where: \.isReduced) }

    /// Applies parts to x; `pass` is called for each block with the block's index. The result is float32.
    /// - Parameter range: the blocks, each with the attention after it; nil for all.
    func callAsFunction(
        _ x: Tensor, _ range: Range<Int>? = nil, _ pass: @escaping (Block, Int, Tensor) -> Tensor
    ) -> Tensor {
        var (x, index) = (x, -1)
        for (part, precision) in zip(parts, precisions) {
            if case .block = part { index += 1 }
            guard range?.contains(index) ?? true else { continue }
            let (input, number) = (precision.stored(x), index)
            x = recomputed(in: part.module) {
                switch part {
                case .attention(let attention): attention(input)
                case .block(let block): pass(block, number, input)
                }
            }
        }
        return x.widened()
    }

    /// The result of `body`, a part of the pass of `module`. It runs again in the backward pass if the blocks do.
    func recomputed(in module: Module, _ body: @escaping () -> Tensor) -> Tensor {
        recomputes ? module.recomputed { [body()] }[0] : body()
    }
}
