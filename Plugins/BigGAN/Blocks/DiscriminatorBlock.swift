import GANModule
import GANTensor

/// The operation of a discriminator's block on its input before the two paths split.
enum BlockEntry {
    /// The block's input is an image, so there is no activation before the first layer.
    case image
    /// The convolutions take relu(x) and the shortcut takes x, as in the papers and BigGAN-PyTorch.
    case activated
    /// Both take relu(x), as in StudioGAN, whose relu works in place on the block's input.
    case rectified
}

/// A block from features of one resolution to half of it, or to the same (METHODS §5.4). Properties have their
/// checkpoint names.
final class DiscriminatorBlock: Module {
    private let conv1: Convolution
    private let conv2: Convolution
    private let convSc: Convolution?
    private let halves: Bool
    private let entry: BlockEntry

    init(_ inputs: Int, _ outputs: Int, halves: Bool, _ entry: BlockEntry, _ layers: LayerOptions) {
        conv1 = Convolution(inputs, outputs, layers)
        conv2 = Convolution(outputs, outputs, layers)
        convSc = inputs != outputs || halves ? Convolution(inputs, outputs, kernel: 1, layers) : nil
        (self.halves, self.entry) = (halves, entry)
    }

    /// x [N, in, H, W] to [N, out, H / 2, W / 2].
    func callAsFunction(_ x: Tensor) -> Tensor {
        let activated = entry == .image ? x : relu(x)
        let h = conv2(conv1(activated, .relu))
        // Published code convolves before pooling in all blocks but the first; a 1 × 1 convolution commutes with pooling.
        let kept = pooled(entry == .rectified ? activated : x)
        return pooled(h) + (convSc?(kept) ?? kept)
    }

    private func pooled(_ x: Tensor) -> Tensor { halves ? x.averagePooled(.tiles(2), countsPadding: true) : x }
}
