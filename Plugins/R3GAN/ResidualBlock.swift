import GANModule
import GANTensor

/// x + f(x), where f widens the features, convolves them in groups, and narrows them again: no normalization (METHODS §18.2).
///
/// The last convolution starts at zero, so that a new block returns its input, and the gain of the other two decreases with the
/// number of blocks of the network (Zhang et al. 2019, arXiv:1901.09321).
final class ResidualBlock: Module {
    private let conv1: FanInConvolution
    private let conv2: FanInConvolution
    private let conv3: FanInConvolution

    init(channels: Int, _ plan: StagePlan, random: RandomStream) {
        let inside = channels * plan.expansion
        let gain = Self.gain(blocks: plan.blockCount)
        conv1 = FanInConvolution(channels, inside, .init(gain: gain, isActivated: true), random: random)
        conv2 = FanInConvolution(
            inside, inside, .init(kernel: 3, groups: inside / plan.groupChannels, gain: gain, isActivated: true),
            random: random)
        conv3 = FanInConvolution(inside, channels, .init(gain: 0), random: random)
    }

    /// √(2 / (1 + 0.2²)) · L^(-1 / (2 · 3 - 2)) for L blocks of 3 layers with leaky relu of slope 0.2.
    private static func gain(blocks: Int) -> Double {
        (2 / 1.04).squareRoot() / Double(blocks).squareRoot().squareRoot()
    }

    /// x [N, channels, H, W].
    func callAsFunction(_ x: Tensor) -> Tensor { x + conv3(conv2(conv1(x))) }
}

extension StagePlan.Stage {
    /// The residual blocks of this resolution as a module list: `block0`, `block1`, …
    func residualBlocks(_ plan: StagePlan, random: RandomStream) -> ModuleList<ResidualBlock> {
        let made = (0..<blocks).map { _ in ResidualBlock(channels: channels, plan, random: random) }
        return ModuleList(wrappedValue: made, prefix: "block")
    }
}

/// Modules named by resolution: `b4`, `b8`, …
func listed<Stage: Module>(_ stages: [(resolution: Int, stage: Stage)]) -> ModuleList<Stage> {
    ModuleList(wrappedValue: stages.map(\.stage), names: stages.map { "b\($0.resolution)" })
}
