import GANCore
import GANModule
import GANTensor

/// The layers of one resolution (METHODS §1.8). Properties have their checkpoint names.
final class SynthesisBlock: Module, TransferableModule {
    let constant: Parameter?  // [channels, H, W] of the start, normal; of the first block
    let conv0: SynthesisLayer?  // upsamples; of all others
    let conv1: SynthesisLayer
    let torgb: ImageLayer?
    let skip: EqualizedConvolution?
    @Buffer(.same) var resampleFilter = ResampleFilter.binomial
    private let precision: BlockPrecision
    private let recomputes: Bool

    init(resolution: Int, _ plan: SynthesisPlan) {
        let isFirst = resolution == 4
        let channels = plan.pyramid.channels(at: resolution)
        let inputChannels = isFirst ? channels : plan.pyramid.channels(at: resolution / 2)
        let isResidual = plan.architecture == .resnet && !isFirst
        let residualGain = isResidual ? 0.5.squareRoot() : 1
        let start = plan.pyramid.sizes.start
        constant =
            isFirst ? Parameter(wrappedValue: plan.random.normal([channels, start.height, start.width]), "const") : nil
        conv0 =
            isFirst
            ? nil
            : SynthesisLayer(
                .init(inputChannels: inputChannels, outputChannels: channels, resolution: resolution, up: 2), plan)
        conv1 = SynthesisLayer(
            .init(inputChannels: channels, outputChannels: channels, resolution: resolution, gain: residualGain), plan)
        let hasImage = plan.architecture == .skip || resolution == plan.pyramid.resolution
        torgb = hasImage ? ImageLayer(channels: channels, resolution: resolution, plan) : nil
        (precision, recomputes) = (plan.precision(at: resolution), plan.recomputes)
        skip =
            isResidual
            ? EqualizedConvolution(
                inputChannels, channels,
                .init(kernel: 1, activation: .linear, up: 2, hasBias: false, gain: residualGain), random: plan.random)
            : nil
    }

    var transferAxes: [String: TransferAxis] {
        constant == nil ? [:] : ["const": TransferAxis(.imageSize(axes: 2), axis: 1)]
    }

    /// Its convolutions, in the order in which they run. Each uses a vector of W. The image layer uses one more, which is also the
    /// first of the next block.
    var convolutions: [SynthesisLayer] { [conv0, conv1].compactMap(\.self) }

    /// - Parameters:
    /// - canvas: the previous block's result.
    /// - styles: one [N, style size] per layer, in order.
    func callAsFunction(_ canvas: Canvas, _ styles: ArraySlice<Tensor>, _ source: NoiseSource) -> Canvas {
        // Whoever reads each layer's output keeps it.
        guard recomputes, canvas.layers == nil else { return computed(canvas, styles, source) }
        return recomputedCanvas(source.random) { [self] in computed(canvas, styles, source) }
    }

    private func computed(_ canvas: Canvas, _ styles: ArraySlice<Tensor>, _ source: NoiseSource) -> Canvas {
        var styles = styles
        var x = precision.stored(canvas.features ?? start(samples: styles[styles.startIndex].shape[0]))
        let shortcut = skip?(x)
        var layers = canvas.layers
        if let conv0 {
            x = conv0(x, styles.removeFirst(), source)
            layers?.append(x.widened())
        }
        x = conv1(x, styles.removeFirst(), source)
        layers?.append(x.widened())
        if let shortcut { x = shortcut + x }
        var image = canvas.image?.upsampled(resampleFilter)
        if let torgb {
            let colors = torgb(x, styles.removeFirst()).widened()
            image = image.map { $0 + colors } ?? colors
        }
        return Canvas(features: x, image: image, layers: layers)
    }

    private func start(samples: Int) -> Tensor {
        guard let constant = constant?.wrappedValue else { preconditionFailure("only the first block starts") }
        return constant.broadcast(to: Shape([samples] + constant.shape.dimensions))
    }
}

/// The intermediate result of the synthesis.
struct Canvas {
    /// [N, channels, H, W].
    var features: Tensor?
    /// [N, image channels, H, W], always float32.
    var image: Tensor?
    /// The output of every convolution, if requested.
    var layers: [Tensor]?
}

extension Module {
    /// The features and the image that `body` makes, which runs again in the backward pass.
    /// - Parameter random: the stream that `body` draws from.
    func recomputedCanvas(_ random: RandomStream? = nil, _ body: @escaping () -> Canvas) -> Canvas {
        let made = recomputed(random) {
            let canvas = body()
            return [canvas.features, canvas.image].compactMap(\.self)
        }
        return Canvas(features: made[0], image: made.count > 1 ? made[1] : nil)
    }
}
