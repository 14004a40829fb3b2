import GANCore
import GANTensor

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
        patchBias = form.hasPatchBias ? try weights.tensor(\.patches, ending: "bias", [width]) : nil
        classToken = try weights.tensor(\.classToken, form.hasBatchAxis ? [1, 1, width] : [width]).reshaped(width)
        positions = try weights.positions(form)
        entryNorm =
            form.hasEntryNorm
            ? LayerNormalization(
                weight: try weights.optionalTensor(\.entryNorm, ending: "weight", [width]),
                bias: try weights.optionalTensor(\.entryNorm, ending: "bias", [width]), epsilon: form.epsilon) : nil
        blocks = try (0..<form.depth).map { try TransformerBlock(weights, form, block: $0) }
        exitNorm = LayerNormalization(
            weight: try weights.tensor(\.exitNorm, ending: "weight", [width]),
            bias: try weights.tensor(\.exitNorm, ending: "bias", [width]), epsilon: form.epsilon)
        projection = try form.outputs.flatMap { try weights.projection(width, $0) }
        weights.refuseOthers()
    }

    /// - Parameter images: [N, 3, side, side], prepared.
    /// - Returns: [N, width], or [N, outputs] with a projection.
    func callAsFunction(_ images: Tensor) -> Tensor {
        let (count, slice) = (images.shape[0], form.slice)
        guard count > slice else { return rows(of: images) }
        return concatenate(
            stride(from: 0, to: count, by: slice).map { start in
                rows(of: images.rows(start..<min(start + slice, count)))
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
