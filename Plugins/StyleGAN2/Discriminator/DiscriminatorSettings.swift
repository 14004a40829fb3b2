import GANCore

extension StyleGAN2Discriminator {
    /// The defaults are the published ones for 256 × 256 and more, without half precision (`train.precision`).
    public struct Settings: ComponentSettings {
        @Setting("connections between blocks: skip sums images, resnet sums features, orig has neither")
        public var architecture: StyleGAN2Architecture = .resnet
        @Setting(
            "number of channels at a resolution: `channel_base` / resolution, at most `channel_max`", in: 1...16_777_216
        )
        public var channelBase: Int = 32_768
        @Setting("maximum number of channels of a layer", in: 1...8_192) public var channelMax: Int = 512
        @Setting(
            "group size of minibatch deviation; a batch must be smaller or a multiple of it; null: the whole batch",
            in: 1...65_536)
        public var mbstdGroupSize: Int? = 4
        @Setting(
            "channels of minibatch deviation; must divide the number of channels at the resolution 4", in: 1...8_192)
        public var mbstdChannels: Int = 1
        @Setting("head of the discriminator; default: the published projection if the recipe has a conditioner")
        public var head: ComponentReference<any DiscriminatorHead>? = nil
        @Setting(
            "without `head`: size of the vectors in the projection; default: the channels at the resolution 4",
            in: 1...65_536)
        public var cmapDim: Int? = nil
        @Setting("without `head`: number of layers that map a label's embedding", in: 0...64)
        public var mappingLayers: Int = 8
        @Setting("without `head`: learning rate of these layers, relative to the optimizer's", above: 0)
        public var mappingRateMultiplier: Double = 0.01
        @Setting(
            "convolution outputs are clamped to ± this value; null: 256 in blocks in bfloat16, else none", above: 0)
        public var convClamp: Double? = nil
        @Setting(
            "judges small images of this resolution too, without labels, as in UTLO; needs the regularizer `utlo`; null: none",
            in: 8...65_536)
        public var classFreeResolution: Int? = nil

        public init() {}

        public static var small: Self {
            var settings = Self()
            (settings.channelBase, settings.channelMax, settings.mappingLayers) = (80, 10, 2)
            return settings
        }

        public func conflicts() -> [RecipeError] {
            guard classFreeResolution != nil, architecture == .skip else { return [] }
            return [
                RecipeError(
                    key: "class_free_resolution",
                    problem: "the architecture skip has no place where small images enter",
                    fix: "set architecture: resnet, or remove class_free_resolution")
            ]
        }

        /// - Throws: `RecipeError` if the channels are not divisible.
        func deviation(ofChannels channels: Int) throws -> MinibatchDeviation {
            guard channels % mbstdChannels == 0 else {
                throw RecipeError(
                    key: "mbstd_channels",
                    problem: "the \(channels) channels at the resolution 4 are not divisible by \(mbstdChannels)",
                    fix: "use a divisor of \(channels), such as 1")
            }
            return MinibatchDeviation(groupSize: mbstdGroupSize, channels: mbstdChannels)
        }
    }
}
