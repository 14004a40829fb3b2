import GANCore
import GANModule
import GANTensor

/// A resolution of the discriminator: residual blocks, then downsampling to the one below.
final class DiscriminatorStage: Module {
    @ModuleList private var blocks: [ResidualBlock]
    private let down: FanInConvolution?  // where the number of channels changes
    private let halves: Bool

    /// - Parameter outputChannels: of the resolution below; nil for the lowest resolution.
    init(_ stage: StagePlan.Stage, outputChannels: Int?, _ plan: StagePlan, random: RandomStream) {
        _blocks = stage.residualBlocks(plan, random: random)
        down = outputChannels.flatMap {
            $0 == stage.channels ? nil : FanInConvolution(stage.channels, $0, random: random)
        }
        halves = outputChannels != nil
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
        let y = blocks.reduce(x) { x, block in block(x) }
        let low = halves ? y.downsampled(.binomial) : y
        return down?(low) ?? low
    }
}

/// The discriminator's last layers: a weighted sum over positions in each channel, and a linear layer (METHODS §18.2).
final class DiscriminativeBasis: Module, TransferableModule {
    @Parameter private var weight: Tensor  // [channels, H, W], normal / √(H · W)
    private let linear: FanInLinear?

    /// - Parameters:
    ///   - channels: of the features.
    ///   - start: height and width of the features.
    ///   - outputSize: nil if a head follows.
    ///   - random: the source of initial weights.
    init(channels: Int, start: ImageSize, outputSize: Int?, random: RandomStream) {
        weight = fanInNormal([channels, start.height, start.width], gain: 1, random)
        linear = outputSize.map { FanInLinear(channels, $0, random: random) }
    }

    var transferAxes: [String: TransferAxis] { ["weight": TransferAxis(.imageSize(axes: 2), axis: 1)] }

    /// x [N, channels, H, W] to features [N, channels] and their map [N, output size], which is the features themselves if a head
    /// follows.
    func callAsFunction(_ x: Tensor) -> (features: Tensor, output: Tensor) {
        let features = (x * weight.reshaped(1, weight.shape[0], weight.shape[1], weight.shape[2])).sum(2, 3)
        return (features, linear?(features) ?? features)
    }
}
