import GANModule
import GANTensor

/// Features of one resolution to those of half of it, or of the same (METHODS §5.4). Properties bear their checkpoint names.
final class DiscriminatorBlock: Module {
    private let conv1: Convolution
    private let conv2: Convolution
    private let convSc: Convolution?
    private let halves: Bool
    private let isFirst: Bool

    /// - Parameter isFirst: it takes an image, which is not activated.
    init(_ inputs: Int, _ outputs: Int, halves: Bool, isFirst: Bool, _ layers: LayerPlan) {
        conv1 = Convolution(inputs, outputs, layers)
        conv2 = Convolution(outputs, outputs, layers)
        convSc = inputs != outputs || halves ? Convolution(inputs, outputs, kernel: 1, layers) : nil
        (self.halves, self.isFirst) = (halves, isFirst)
    }

    /// x [N, in, H, W] to [N, out, H / 2, W / 2].
    func callAsFunction(_ x: Tensor) -> Tensor {
        let h = conv2(conv1(isFirst ? x : relu(x), .relu))
        // Published before pooling in all blocks but the first; a 1 × 1 convolution commutes with it.
        let kept = pooled(x)
        return pooled(h) + (convSc?(kept) ?? kept)
    }

    private func pooled(_ x: Tensor) -> Tensor { halves ? x.averagePooled(.tiles(2), countsPadding: true) : x }
}
