import GANCore

extension StyleGAN2Generator {
    /// As published for 256 × 256 and more, without half precision.
    public struct Settings: ComponentSettings {
        @Setting("size of the latents z", in: 1...65_536) public var zDim: Int = 512
        @Setting("size of the vectors W that style the layers", in: 1...65_536) public var wDim: Int = 512
        @Setting("layers from z to W", in: 1...64) public var mappingLayers: Int = 8
        @Setting("learning rate of those layers, times the optimizer's", above: 0)
        public var mappingRateMultiplier: Double = 0.01
        @Setting("channels at a resolution: `channel_base` / resolution, at most `channel_max`", in: 1...16_777_216)
        public var channelBase: Int = 32_768
        @Setting("most channels of a layer", in: 1...8_192) public var channelMax: Int = 512
        @Setting("what blocks hand on: summed images, summed features or features alone")
        public var architecture: StyleGAN2Architecture = .skip
        @Setting("probability that a batch takes its later layers' styles from second latents", in: 0...1)
        public var styleMixing: Double = 0.9
        @Setting("noise of every layer: drawn anew, drawn once, or a network without any")
        public var noiseMode: NoiseMode = .random
        @Setting("decay of the moving average of W that truncation draws towards", in: 0...1)
        public var wAverageDecay: Double = 0.995
        @Setting("when that average moves: in `every` phase of training, or in the `discriminator`'s only")
        public var wAveragePhases: AveragePhases = .every
        @Setting("features of convolutions stay within ± this", above: 0) public var convClamp: Double? = nil

        public init() {}
    }

    public enum AveragePhases: String, CaseIterable, Sendable, SettingValue {
        case every
        case discriminator

        func include(_ phase: Phase) -> Bool { self == .every || phase == .discriminator }
    }
}
