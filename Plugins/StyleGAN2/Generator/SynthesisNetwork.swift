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
    /// The recipe's clamp of convolution outputs.
    let clamp: Double?
    let precision: NetworkPrecision
    /// Whether blocks are computed again in the backward pass.
    let recomputes: Bool
    /// The highest resolution whose layers know no class; nil if all know it.
    let classFreeResolution: Int?
    let random: RandomStream

    func precision(at resolution: Int) -> BlockPrecision { precision.block(at: resolution, of: pyramid.resolution) }

    /// The clamp of convolution outputs at this resolution.
    func clamp(at resolution: Int) -> Double? { precision(at: resolution).clamp(clamp) }
}

/// The network from styles to images (METHODS §1.8).
final class SynthesisNetwork: Module, TransferableModule {
    @ModuleList private var blocks: [SynthesisBlock]  // b4, b8, …
    /// Number of blocks that know no class. If there are any, an image layer does not share its style with the next block, which may
    /// know the class.
    private let classFreeBlocks: Int

    init(_ plan: SynthesisPlan) {
        let resolutions = plan.pyramid.resolutions
        classFreeBlocks = plan.classFreeResolution.map { free in resolutions.count { $0 <= free } } ?? 0
        _blocks = ModuleList(
            wrappedValue: resolutions.map { SynthesisBlock(resolution: $0, plan) }, names: resolutions.map { "b\($0)" })
    }

    var transferSeries: [TransferSeries] { [TransferSeries("b", .resolution)] }

    /// Number of vectors of W per image: 2 · log₂(resolution) - 2, or 3 · log₂(resolution) - 4 if some layers know no class.
    var layerCount: Int { classFreeBlocks == 0 ? styles(of: blocks) + 1 : styles(of: blocks) }
    /// Number of vectors of W that know no class; they come first.
    var classFreeLayers: Int { styles(of: blocks.prefix(classFreeBlocks)) }

    /// Number of vectors of W from the first of `blocks` to the first of the next.
    private func styles(of blocks: some Sequence<SynthesisBlock>) -> Int {
        blocks.reduce(0) { $0 + $1.convolutions.count + (classFreeBlocks == 0 ? 0 : 1) }
    }

    /// The trained noise of the convolutions, [H, W] each; empty without noise.
    var noisePlanes: [Tensor] { blocks.flatMap(\.convolutions).compactMap(\.noisePlane) }

    /// The map of each convolution from its vector of W.
    var styleMaps: [StyleMap] {
        var (maps, next) = ([StyleMap](), 0)
        for block in blocks {
            maps += block.convolutions.enumerated().map { StyleMap(layer: next + $0, weight: $1.affine.runtimeWeight) }
            next += styles(of: [block])
        }
        return maps
    }

    /// styles [N, layerCount, style size] to [N, image channels, H, W].
    func callAsFunction(_ styles: Tensor, _ source: NoiseSource) -> Tensor {
        guard let image = canvas(Canvas(), styles, source).image else {
            preconditionFailure("the last block makes an image")
        }
        return image
    }

    /// The sum of images up to the last block without a class: [N, image channels, H, W].
    func classFreeImages(_ styles: Tensor, _ source: NoiseSource) -> Tensor {
        guard let image = canvas(Canvas(), styles, source, blocks: classFreeBlocks).image else {
            preconditionFailure("with the architecture skip each block makes an image")
        }
        return image
    }

    /// The output of every convolution.
    func features(_ styles: Tensor, _ source: NoiseSource) -> [Tensor] {
        canvas(Canvas(layers: []), styles, source).layers ?? []
    }

    /// - Parameter count: number of first blocks that run; nil for all.
    private func canvas(_ empty: Canvas, _ styles: Tensor, _ source: NoiseSource, blocks count: Int? = nil) -> Canvas {
        let layers = (0..<styles.shape[1]).map { styles.sliced(1, $0..<$0 + 1).reshaped(styles.shape[0], -1) }
        var (canvas, next) = (empty, 0)
        for block in blocks.prefix(count ?? blocks.count) {
            canvas = block(canvas, layers[next...], source)
            next += self.styles(of: [block])
        }
        return canvas
    }
}
