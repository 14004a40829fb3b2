import GANCore
import GANModule
import GANTensor

/// BigGAN-deep's block: a bottleneck of a quarter of the channels, and a skip that drops channels (Brock et al. 2019,
/// arXiv:1809.11096, appendix B). Properties have their checkpoint names.
final class DeepGeneratorBlock: Module, GeneratorStage, TransferableModule {
    @ModuleList private var norms: [Module]  // bn1 … bn4
    @ModuleList private var listed: [Convolution]  // conv1 … conv4
    private let layers: Layers
    private let outputs: Int
    private let doubles: Bool

    private struct Layers {
        let norms: [any BlockNormalization]
        let convolutions: [Convolution]
    }

    /// - Precondition: at most as many outputs as inputs.
    init(_ inputs: Int, _ outputs: Int, doubles: Bool, _ normalization: NormalizationPlan, _ plan: LayerOptions) {
        let hidden = max(inputs / 4, 1)
        let norms = [inputs, hidden, hidden, hidden].map { normalization($0) }
        let convolutions = bottleneck(inputs, hidden, outputs, plan)
        layers = Layers(norms: norms, convolutions: convolutions)
        _norms = ModuleList(wrappedValue: norms, names: (1...4).map { "bn\($0)" })
        _listed = ModuleList(wrappedValue: convolutions, names: (1...4).map { "conv\($0)" })
        (self.outputs, self.doubles) = (outputs, doubles)
    }

    var conditionalParts: [String] { ["bn1", "bn2", "bn3", "bn4"] }

    /// x [N, in, H, W] to [N, out, 2 H, 2 W], or to the same resolution.
    func callAsFunction(_ x: Tensor, _ pass: BlockPass) -> Tensor {
        func enlarged(_ map: Tensor) -> Tensor { doubles ? map.upsampledNearest(2) : map }
        let (norms, convolutions) = (layers.norms, layers.convolutions)
        var h = convolutions[0](norms[0].rectified(x, pass))
        h = convolutions[1](enlarged(norms[1].rectified(h, pass)))
        h = convolutions[2](norms[2].rectified(h, pass))
        h = convolutions[3](norms[3].rectified(h, pass))
        return h + enlarged(x.sliced(1, 0..<outputs))
    }
}

/// The discriminator's block: a skip that adds the missing channels. Properties have their checkpoint names.
final class DeepDiscriminatorBlock: Module {
    @ModuleList private var listed: [Convolution]  // conv1 … conv4
    private let convSc: Convolution?
    private let convolutions: Layers
    private let halves: Bool
    private let entry: BlockEntry

    private struct Layers { let all: [Convolution] }

    /// - Precondition: at least as many outputs as inputs; the input is not an image.
    init(_ inputs: Int, _ outputs: Int, halves: Bool, _ entry: BlockEntry, _ plan: LayerOptions) {
        let all = bottleneck(inputs, max(outputs / 4, 1), outputs, plan)
        convolutions = Layers(all: all)
        _listed = ModuleList(wrappedValue: all, names: (1...4).map { "conv\($0)" })
        convSc = inputs == outputs ? nil : Convolution(inputs, outputs - inputs, kernel: 1, plan)
        (self.halves, self.entry) = (halves, entry)
    }

    /// x [N, in, H, W] to [N, out, H / 2, W / 2], or to the same resolution.
    func callAsFunction(_ x: Tensor) -> Tensor {
        func reduced(_ map: Tensor) -> Tensor { halves ? map.averagePooled(.tiles(2), countsPadding: true) : map }
        let (all, activated) = (convolutions.all, relu(x))
        let h = all[2](all[1](all[0](activated, .relu), .relu), .relu)
        let kept = reduced(entry == .rectified ? activated : x)
        let skip = convSc.map { concatenate([kept, $0(kept)], axis: 1) } ?? kept
        return all[3](reduced(h)) + skip
    }
}

/// 1 × 1 to few channels, 3 × 3 twice, 1 × 1 to many.
private func bottleneck(_ inputs: Int, _ hidden: Int, _ outputs: Int, _ plan: LayerOptions) -> [Convolution] {
    [
        Convolution(inputs, hidden, kernel: 1, plan), Convolution(hidden, hidden, plan),
        Convolution(hidden, hidden, plan), Convolution(hidden, outputs, kernel: 1, plan),
    ]
}
