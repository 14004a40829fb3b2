import GANCore

extension StyleGAN2Discriminator {
    /// As published for 256 × 256 and more, without half precision.
    public struct Settings: ComponentSettings {
        @Setting("what blocks hand on: summed images, summed features or features alone")
        public var architecture: StyleGAN2Architecture = .resnet
        @Setting("channels at a resolution: `channel_base` / resolution, at most `channel_max`", in: 1...16_777_216)
        public var channelBase: Int = 32_768
        @Setting("most channels of a layer", in: 1...8_192) public var channelMax: Int = 512
        @Setting(
            "images whose deviation is shown; a batch is smaller, or a multiple of it; null for the whole batch",
            in: 1...65_536)
        public var mbstdGroupSize: Int? = 4
        @Setting("channels of that deviation; must divide those at 4 × 4", in: 1...8_192)
        public var mbstdChannels: Int = 1
        @Setting("how labels count; left out, by the published projection where the recipe has a conditioner")
        public var head: ComponentReference<any DiscriminatorHead>? = nil
        @Setting(
            "without `head`: size of the vectors that projection compares; left out, the channels at 4 × 4",
            in: 1...65_536)
        public var cmapDim: Int? = nil
        @Setting("without `head`: layers from a label's embedding to what it is compared with", in: 0...64)
        public var mappingLayers: Int = 8
        @Setting("without `head`: learning rate of those layers, times the optimizer's", above: 0)
        public var mappingRateMultiplier: Double = 0.01
        @Setting("features of convolutions stay within ± this", above: 0) public var convClamp: Double? = nil

        public init() {}

        /// - Throws: `RecipeError` when channels do not split.
        func deviation(ofChannels channels: Int) throws -> MinibatchDeviation {
            guard channels % mbstdChannels == 0 else {
                throw RecipeError(
                    key: "mbstd_channels",
                    problem: "the \(channels) channels at 4 × 4 do not split into \(mbstdChannels)",
                    fix: "give a divisor of \(channels), such as 1")
            }
            return MinibatchDeviation(groupSize: mbstdGroupSize, channels: mbstdChannels)
        }
    }
}
