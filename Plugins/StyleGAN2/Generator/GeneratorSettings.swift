import GANCore

extension StyleGAN2Generator {
    /// The defaults are the published ones for 256 × 256 and more, without half precision (`train.precision`).
    public struct Settings: ComponentSettings {
        @Setting("size of the latents z", in: 1...65_536) public var zDim: Int = 512
        @Setting("size of the style vectors W", in: 1...65_536) public var wDim: Int = 512
        @Setting("number of layers of the mapping network, from z to W", in: 1...64) public var mappingLayers: Int = 8
        @Setting("learning rate of the mapping network, relative to the optimizer's", above: 0)
        public var mappingRateMultiplier: Double = 0.01
        @Setting(
            "number of channels at a resolution: `channel_base` / resolution, at most `channel_max`", in: 1...16_777_216
        )
        public var channelBase: Int = 32_768
        @Setting("maximum number of channels of a layer", in: 1...8_192) public var channelMax: Int = 512
        @Setting("connections between blocks: skip sums images, resnet sums features, orig has neither")
        public var architecture: StyleGAN2Architecture = .skip
        @Setting("probability of style mixing: later layers use the styles of other latents", in: 0...1)
        public var styleMixing: Double = 0.9
        @Setting("noise of every layer: random, new in each pass; const, drawn once; or none")
        public var noiseMode: NoiseMode = .random
        @Setting("decay rate of the moving average of W, which truncation uses", in: 0...1)
        public var wAverageDecay: Double = 0.995
        @Setting("phases that update this average: `every` phase, or only the `discriminator`'s")
        public var wAveragePhases: AveragePhases = .every
        @Setting(
            "convolution outputs are clamped to ± this value; null: 256 in blocks in bfloat16, else none", above: 0)
        public var convClamp: Double? = nil
        @Setting(
            "layers up to this resolution know no class, as in UTLO; needs the regularizer `utlo`; null: all layers know it",
            in: 4...65_536)
        public var classFreeResolution: Int? = nil

        public init() {}

        public static var small: Self {
            var settings = Self()
            (settings.zDim, settings.wDim, settings.mappingLayers) = (15, 17, 2)
            (settings.channelBase, settings.channelMax) = (80, 10)
            return settings
        }

        public func conflicts() -> [RecipeError] {
            guard classFreeResolution != nil, architecture != .skip else { return [] }
            return [
                RecipeError(
                    key: "class_free_resolution",
                    problem: "small images are those of the architecture skip, but it is \(architecture.rawValue)",
                    fix: "set architecture: skip, or remove class_free_resolution")
            ]
        }
    }

    public enum AveragePhases: String, CaseIterable, Sendable, SettingValue {
        case every
        case discriminator

        func include(_ phase: Phase) -> Bool { self == .every || phase == .discriminator }
    }
}
