import GANCore
import GANModule
import GANTensor

/// Options that all layers of a discriminator share.
struct DiscriminatorPlan {
    let pyramid: ImagePyramid
    let architecture: StyleGAN2Architecture
    /// The recipe's clamp of convolution outputs.
    let clamp: Double?
    let precision: NetworkPrecision
    /// Whether blocks are computed again in the backward pass.
    let recomputes: Bool
    let random: RandomStream

    func precision(at resolution: Int) -> BlockPrecision { precision.block(at: resolution, of: pyramid.resolution) }

    /// The clamp of convolution outputs in the block of this input resolution.
    func clamp(at resolution: Int) -> Double? { precision(at: resolution).clamp(clamp) }

    /// The layer from colors to features of a resolution: in every block with `skip`, else in the first.
    func imageLayer(at resolution: Int) -> EqualizedConvolution? {
        guard architecture == .skip || resolution == pyramid.resolution else { return nil }
        return EqualizedConvolution(
            pyramid.imageChannels, pyramid.channels(at: resolution), .init(kernel: 1, clamp: clamp(at: resolution)),
            random: random)
    }
}

/// A block from features of one resolution to half of it (METHODS §1.9). Properties have their checkpoint names.
final class DiscriminatorBlock: Module, TransferableModule {
    let fromrgb: EqualizedConvolution?
    let conv0: EqualizedConvolution
    let conv1: EqualizedConvolution
    let skip: EqualizedConvolution?
    @Buffer(.same) var resampleFilter = ResampleFilter.binomial
    private let keepsImage: Bool
    private let precision: BlockPrecision
    private let recomputes: Bool

    init(resolution: Int, _ plan: DiscriminatorPlan) {
        let (channels, out) = (plan.pyramid.channels(at: resolution), plan.pyramid.channels(at: resolution / 2))
        let isResidual = plan.architecture == .resnet
        let gain = isResidual ? 0.5.squareRoot() : 1
        let clamp = plan.clamp(at: resolution)
        (precision, recomputes) = (plan.precision(at: resolution), plan.recomputes)
        fromrgb = plan.imageLayer(at: resolution)
        conv0 = EqualizedConvolution(channels, channels, .init(clamp: clamp), random: plan.random)
        conv1 = EqualizedConvolution(channels, out, .init(down: 2, gain: gain, clamp: clamp), random: plan.random)
        let shortcut = EqualizedConvolution.Form(kernel: 1, activation: .linear, down: 2, hasBias: false, gain: gain)
        skip = isResidual ? EqualizedConvolution(channels, out, shortcut, random: plan.random) : nil
        keepsImage = plan.architecture == .skip
    }

    var transferAxes: [String: TransferAxis] { ["fromrgb.weight": .colorInputs] }

    func callAsFunction(_ canvas: Canvas) -> Canvas {
        recomputes ? recomputedCanvas { [self] in computed(canvas) } : computed(canvas)
    }

    private func computed(_ canvas: Canvas) -> Canvas {
        let x = canvas.takingColors(through: fromrgb, precision)
        let y = conv1(conv0(x))
        return Canvas(
            features: skip.map { $0(x) + y } ?? y,
            image: keepsImage ? canvas.image?.downsampled(resampleFilter) : nil)
    }
}

extension TransferAxis {
    /// The axis of color channels of the layer whose input is an image.
    static let colorInputs = TransferAxis(.imageChannels, axis: 1, isInput: true, isEqualized: true)
}

extension Canvas {
    /// The features, plus those of the image if there is a layer for it, as a block of this precision stores them.
    func takingColors(through layer: EqualizedConvolution?, _ precision: BlockPrecision) -> Tensor {
        let colors = layer.flatMap { layer in image.map { layer(precision.stored($0)) } }
        switch (features.map(precision.stored), colors) {
        case (let features?, let colors?): return features + colors
        case (let only?, nil), (nil, let only?): return only
        case (nil, nil): preconditionFailure("the first block takes an image")
        }
    }
}
