/// The sizes and kinds of layers of a vision transformer.
struct TransformerForm {
    /// The activation of the small networks in blocks.
    enum Activation {
        /// x · Φ(x), exact (Hendrycks & Gimpel 2016, arXiv:1606.08415).
        case gelu
        /// x · sigmoid(1.702 x), the approximation of CLIP.
        case quickGELU
    }

    /// The positions of patches in published files.
    enum Positions {
        /// Those of images of `side`.
        case own
        /// Those of a grid with this many patches along a side, or of another one: they are interpolated.
        case interpolated(grid: Int)
    }

    /// Of the square images, in pixels.
    let side: Int
    /// Side of a patch, in pixels.
    let patch: Int
    let width: Int
    let heads: Int
    let depth: Int
    let activation: Activation
    /// Added to variances by normalizations.
    let epsilon: Double
    /// Whether the layer that reads patches has a bias.
    let hasPatchBias: Bool
    /// Whether tokens are normalized before the first block.
    let hasEntryNorm: Bool
    /// Whether a block scales the channels of what it adds (Touvron et al. 2021, arXiv:2103.17239, section 2).
    let scalesChannels: Bool
    let positions: Positions
    /// Whether files have the class token and the positions with an axis of length 1 in front of theirs.
    let hasBatchAxis: Bool
    /// Size of the projected features; nil if the network has no projection.
    var outputs: Int?
    /// The names that files of its weights may have, those of its authors first.
    let kinds: [TransformerNames]
    /// Bytes that activations may take. Products of the published networks then have 2,000 rows or more, and their rate hardly grows beyond
    /// 512 (`matmul` in Benchmarks/README.md).
    var memory = 256 << 20

    /// Number of patches along a side.
    var grid: Int { side / patch }
}

extension TransformerForm {
    /// DINOv2 with patches of 14 pixels, trained at 518 pixels (Oquab et al. 2023, arXiv:2304.07193).
    static func dino(side: Int = 224, width: Int, heads: Int, depth: Int) -> TransformerForm {
        TransformerForm(
            side: side, patch: 14, width: width, heads: heads, depth: depth, activation: .gelu, epsilon: 1e-6,
            hasPatchBias: true, hasEntryNorm: false, scalesChannels: true, positions: .interpolated(grid: 37),
            hasBatchAxis: true, kinds: [.dino, .dinoOfTransformers, .dinoOfTransformers5])
    }

    /// The image tower of CLIP (Radford et al. 2021, arXiv:2103.00020, section 2.4).
    static func clip(side: Int, patch: Int, width: Int, heads: Int, depth: Int, outputs: Int) -> TransformerForm {
        TransformerForm(
            side: side, patch: patch, width: width, heads: heads, depth: depth, activation: .quickGELU, epsilon: 1e-5,
            hasPatchBias: false, hasEntryNorm: true, scalesChannels: false, positions: .own, hasBatchAxis: false,
            outputs: outputs, kinds: [.clip, .clipOfTransformers])
    }
}

// MARK: - Memory

extension TransformerForm {
    /// Bytes of what exists at once for an image in a block, in float32: eight tensors of tokens (the network's input, what attention reads,
    /// queries, keys, values and copies of them) and two matrices of scores; or three tensors of tokens and four of what the small network
    /// expands them to.
    private var bytesPerImage: Int {
        let tokens = 1 + grid * grid
        let attention = 8 * tokens * width + 2 * heads * tokens * tokens
        let network = 3 * tokens * width + 4 * tokens * 4 * width
        return 4 * max(attention, network)
    }

    /// Number of images that go through the network at a time: as many as fit into `memory`, at least one.
    var slice: Int { max(1, memory / bytesPerImage) }
}
