import GANCore
import GANModule
import GANTensor

/// Connections between blocks (Karras et al. 2020, arXiv:1912.04958, section 4.1).
public enum StyleGAN2Architecture: String, CaseIterable, Sendable, SettingValue {
    /// Images are summed over the resolutions.
    case skip
    /// Features are summed.
    case resnet
    /// Neither is summed.
    case orig
}

/// Options that all layers of a synthesis network share.
struct SynthesisPlan {
    let pyramid: ImagePyramid
    let styleSize: Int
    let architecture: StyleGAN2Architecture
    let hasNoise: Bool
    let clamp: Double?
    let random: RandomStream
}

/// The network from styles to images (METHODS §1.8).
final class SynthesisNetwork: Module, TransferableModule {
    @ModuleList private var blocks: [SynthesisBlock]  // b4, b8, …

    init(_ plan: SynthesisPlan) {
        let resolutions = plan.pyramid.resolutions
        _blocks = ModuleList(
            wrappedValue: resolutions.map { SynthesisBlock(resolution: $0, plan) }, names: resolutions.map { "b\($0)" })
    }

    var transferSeries: [TransferSeries] { [TransferSeries("b", .resolution)] }

    /// Number of vectors of W per image: 2 · log₂(resolution) - 2.
    var layerCount: Int { blocks.reduce(1) { $0 + $1.convolutionCount } }

    /// styles [N, layerCount, style size] to [N, image channels, H, W].
    func callAsFunction(_ styles: Tensor, _ source: NoiseSource) -> Tensor {
        guard let image = canvas(Canvas(), styles, source).image else {
            preconditionFailure("the last block makes an image")
        }
        return image
    }

    /// The output of every convolution.
    func features(_ styles: Tensor, _ source: NoiseSource) -> [Tensor] {
        canvas(Canvas(layers: []), styles, source).layers ?? []
    }

    private func canvas(_ empty: Canvas, _ styles: Tensor, _ source: NoiseSource) -> Canvas {
        let layers = (0..<styles.shape[1]).map { styles.sliced(1, $0..<$0 + 1).reshaped(styles.shape[0], -1) }
        var (canvas, next) = (empty, 0)
        for block in blocks {
            canvas = block(canvas, layers[next...], source)
            next += block.convolutionCount
        }
        return canvas
    }
}
