import GANCore
import GANTensor

/// The sizes and kinds of layers of a vision transformer.
struct TransformerForm {
    /// The activation of the small networks in blocks.
    enum Activation {
        /// x · Φ(x), exact (Hendrycks & Gimpel 2016, arXiv:1606.08415).
        case gelu
        /// x · sigmoid(1.702 x), the approximation of CLIP.
        case quickGELU
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
    /// Size of the projected features; nil if the network has no projection.
    var outputs: Int?
    /// Number of patches along a side for which published files have positions, if that is another one than for `side`.
    var storedGrid: Int?
    /// The names that files of its weights may have, those of its authors first.
    let kinds: [TransformerNames]

    /// Number of patches along a side.
    var grid: Int { side / patch }
}

extension TransformerForm {
    /// DINOv2 with patches of 14 pixels, trained at 518 pixels (Oquab et al. 2023, arXiv:2304.07193).
    static func dino(side: Int = 224, width: Int, heads: Int, depth: Int) -> TransformerForm {
        TransformerForm(
            side: side, patch: 14, width: width, heads: heads, depth: depth, activation: .gelu, epsilon: 1e-6,
            storedGrid: 37, kinds: [.dino, .dinoOfTransformers, .dinoOfTransformers5])
    }

    /// The image tower of CLIP (Radford et al. 2021, arXiv:2103.00020, section 2.4).
    static func clip(side: Int, patch: Int, width: Int, heads: Int, depth: Int, outputs: Int) -> TransformerForm {
        TransformerForm(
            side: side, patch: patch, width: width, heads: heads, depth: depth, activation: .quickGELU, epsilon: 1e-5,
            outputs: outputs, kinds: [.clip, .clipOfTransformers])
    }
}

/// A frozen vision transformer (Dosovitskiy et al. 2021, arXiv:2010.11929), whose feature is the class token after the last normalization.
struct VisionTransformer {
    private let form: TransformerForm
    private let patches: Tensor  // [width, 3, patch, patch]
    private let patchBias: Tensor?  // [width]
    private let classToken: Tensor  // [width]
    private let positions: Tensor  // [1 + grid², width]
    private let entryNorm: LayerNormalization?
    private let blocks: [TransformerBlock]
    private let exitNorm: LayerNormalization
    private let projection: Tensor?  // [width, outputs]

    init(_ frozen: FrozenWeights, _ form: TransformerForm) throws {
        let (weights, width) = (TransformerWeights(frozen, form.kinds), form.width)
        self.form = form
        patches = try weights.tensor(\.patches, ending: "weight", [width, 3, form.patch, form.patch])
        // CLIP has a normalization instead.
        let isNormalized = form.kinds[0].entryNorm != nil
        patchBias = isNormalized ? nil : try weights.tensor(\.patches, ending: "bias", [width])
        let stored = form.storedGrid ?? form.grid
        if isNormalized {
            classToken = try weights.tensor(\.classToken, [width])
            positions = try weights.tensor(\.positions, [1 + stored * stored, width])
        } else {
            classToken = try weights.tensor(\.classToken, [1, 1, width]).reshaped(width)
            let count = weights.positionCount(width) ?? 1 + stored * stored
            let found = try weights.tensor(\.positions, [1, count, width]).reshaped(count, width)
            positions = PositionGrid.fitted(found, to: form.grid)
        }
        entryNorm = try weights.tensorIfAny(\.entryNorm, ending: "weight", [width]).map { gain in
            LayerNormalization(
                weight: gain, bias: try weights.tensorIfAny(\.entryNorm, ending: "bias", [width]) ?? .zeros([width]),
                epsilon: form.epsilon)
        }
        blocks = try (0..<form.depth).map { try TransformerBlock(weights, form, block: $0) }
        exitNorm = LayerNormalization(
            weight: try weights.tensor(\.exitNorm, ending: "weight", [width]),
            bias: try weights.tensor(\.exitNorm, ending: "bias", [width]), epsilon: form.epsilon)
        projection = try form.outputs.flatMap { try weights.projection(width, $0) }
        weights.refuseOthers()
    }

    /// The number of images that are in the network at a time: a block of ViT-L/14 at 336 pixels takes about 90 MB for each.
    private static let slice = 8

    /// - Parameter images: [N, 3, side, side], prepared.
    /// - Returns: [N, width], or [N, outputs] with a projection.
    func callAsFunction(_ images: Tensor) -> Tensor {
        let count = images.shape[0]
        guard count > Self.slice else { return rows(of: images) }
        return concatenate(
            stride(from: 0, to: count, by: Self.slice).map { start in
                rows(of: images.rows(start..<min(start + Self.slice, count)))
            }, axis: 0)
    }

    private func rows(of images: Tensor) -> Tensor {
        let (count, width) = (images.shape[0], form.width)
        let step = ConvolutionStep(stride: form.patch, padding: 0, dilation: 1, groups: 1)
        let seen = images.convolved(with: patches, step).reshaped(count, width, -1).transposed()
        let tokens = patchBias.map { seen + $0 } ?? seen
        let first = classToken.reshaped(1, 1, width).broadcast(to: [count, 1, width])
        let placed = concatenate([first, tokens], axis: 1) + positions
        let entry = entryNorm.map { $0(placed) } ?? placed
        let last = exitNorm(blocks.reduce(entry) { $1($0) }.sliced(1, 0..<1).reshaped(count, width))
        return projection.map { matmul(last, $0) } ?? last
    }
}
