import GANCore
import GANModule
import GANTensor

/// The generator's features at the start: a learned map times a linear function of latents and class (METHODS §18.2).
final class GenerativeBasis: Module, TransferableModule {
    @Parameter private var weight: Tensor  // [channels, H, W], normal
    private let linear: FanInLinear
    private let latentSize: Int

    /// - Parameters:
    ///   - latentSize: size of z.
    ///   - embeddingSize: size of the class's embedding, which follows z; 0 for none.
    ///   - channels: of the features.
    ///   - start: height and width of the features.
    ///   - random: the source of initial weights.
    init(latentSize: Int, embeddingSize: Int, channels: Int, start: ImageSize, random: RandomStream) {
        weight = random.normal([channels, start.height, start.width])
        linear = FanInLinear(latentSize + embeddingSize, channels, random: random)
        self.latentSize = latentSize
    }

    var transferAxes: [String: TransferAxis] {
        [
            "weight": TransferAxis(.imageSize(axes: 2), axis: 1),
            "linear.weight": TransferAxis(.embedding(first: latentSize), axis: 1, isInput: true),
        ]
    }

    /// styles [N, latent size + embedding size] to [N, channels, H, W].
    func callAsFunction(_ styles: Tensor) -> Tensor {
        let scales = linear(styles)  // [N, channels]
        let features = weight.reshaped(1, weight.shape[0], weight.shape[1], weight.shape[2])
        return features * scales.reshaped(scales.shape[0], scales.shape[1], 1, 1)
    }
}

/// A resolution of the generator: upsampling from the one below, then residual blocks.
final class GeneratorStage: Module {
    private let up: FanInConvolution?  // where the number of channels changes
    @ModuleList private var blocks: [ResidualBlock]
    private let doubles: Bool

    /// - Parameter inputChannels: of the resolution below; nil for the lowest resolution.
    init(_ stage: StagePlan.Stage, inputChannels: Int?, _ plan: StagePlan, random: RandomStream) {
        up = inputChannels.flatMap {
            $0 == stage.channels ? nil : FanInConvolution($0, stage.channels, random: random)
        }
        _blocks = stage.residualBlocks(plan, random: random)
        doubles = inputChannels != nil
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
        let narrowed = up?(x) ?? x
        let start = doubles ? narrowed.upsampled(.binomial) : narrowed
        return blocks.reduce(start) { x, block in block(x) }
    }
}
