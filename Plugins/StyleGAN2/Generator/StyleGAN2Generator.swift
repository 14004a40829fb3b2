import GANCore
import GANModule
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(StyleGAN2Generator.self) }

/// StyleGAN2's generator: a mapping network maps latents to W, whose vectors modulate the layers of a synthesis network
/// (METHODS §1).
///
/// Parameters have the names of published checkpoints.
public final class StyleGAN2Generator: Module, TruncatingGenerator, NoisePlaneGenerator, FeatureGenerator,
    ModulatedGenerator, SlowMappingGenerator, ClassFreeGenerator, ReducedPrecisionNetwork,
    RecomputingNetwork
{
    public static let name = "stylegan2"
    public static let summary = "a mapping network makes styles that modulate every convolution"
    public static let source: String? = "Karras et al. 2020, arXiv:1912.04958 and arXiv:2006.06676"

    private let mapping: MappingNetwork
    private let synthesis: SynthesisNetwork
    private let settings: Settings

    public init(_ settings: Settings, _ build: BuildContext) throws {
        let pyramid = try ImagePyramid(
            build.data, channelBase: settings.channelBase, channelMaximum: settings.channelMax, doublings: 0)
        try settings.checkClassFreeResolution(pyramid, build)
        let random = build.random
        mapping = MappingNetwork(
            .init(
                latent: settings.zDim, style: settings.wDim, layers: settings.mappingLayers,
                rateMultiplier: settings.mappingRateMultiplier),
            embed: try build.conditioner(features: settings.wDim, hasMapping: true), random: random)
        synthesis = SynthesisNetwork(
            SynthesisPlan(
                pyramid: pyramid, styleSize: settings.wDim, architecture: settings.architecture,
                hasNoise: settings.noiseMode != .none, clamp: settings.convClamp, precision: build.precision,
                recomputes: build.recomputesBlocks, classFreeResolution: settings.classFreeResolution, random: random))
        self.settings = settings
        reducedBlocks = pyramid.reducedBlocks(build.precision)
    }

    public let reducedBlocks: Int
    public var conditioner: (any Conditioner)? { mapping.embed }
    public var latentSize: Int { settings.zDim }
    public var styleSize: Int { settings.wDim }
    public var layerOrder: [String] { declaredLayers }
    public var noiseMode: NoiseMode { settings.noiseMode }
    public var mappingRateMultiplier: Double { settings.mappingRateMultiplier }
    public var mappingRateKey: String { "mapping_rate_multiplier" }
    /// Number of vectors of W per image.
    public var layerCount: Int { synthesis.layerCount }
    public var classFreeResolution: Int? { settings.classFreeResolution }

    public func callAsFunction(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> GeneratorOutput {
        let latents = try latents(z, labels, pass)
        return GeneratorOutput(images: synthesize(latents.styles, pass), latents: latents)
    }

    public func latents(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> StyleLatents {
        let mapped = try mapping(z, labels, pass)
        if isTraining, let phase = pass.phase, settings.wAveragePhases.include(phase) {
            mapping.updateAverage(mapped, decay: settings.wAverageDecay)
        }
        let styles = repeatedForEveryLayer(mapped, z)
        let mixes = isTraining && pass.phase != nil && pass.mixesStyles && settings.styleMixing > 0
        return StyleLatents(mapped: mapped, styles: mixes ? try mixed(styles, like: z, labels, pass) : styles)
    }

    public func synthesize(_ styles: Tensor, _ pass: ForwardPass) -> Tensor {
        synthesize(styles, pass, noise: noiseMode)
    }

    public func synthesize(_ styles: Tensor, _ pass: ForwardPass, noise: NoiseMode) -> Tensor {
        synthesis(styles, NoiseSource(mode: noise, random: pass.random))
    }

    public var noisePlanes: [Tensor] { synthesis.noisePlanes }

    public func synthesize(_ styles: Tensor, _ pass: ForwardPass, noisePlanes: [Tensor]) -> Tensor {
        synthesis(styles, NoiseSource(mode: .const, random: pass.random, planes: noisePlanes))
    }

    public var styleMaps: [StyleMap] { synthesis.styleMaps }

    public func classFreeImages(_ styles: Tensor, _ pass: ForwardPass) -> Tensor {
        synthesis.classFreeImages(styles, NoiseSource(mode: noiseMode, random: pass.random))
    }

    public func features(_ styles: Tensor, _ pass: ForwardPass) -> [Tensor] {
        synthesis.features(styles, NoiseSource(mode: noiseMode, random: pass.random))
    }

    public func truncated(_ styles: Tensor, _ truncation: Truncation) -> Tensor {
        let layers = min(max(truncation.layers ?? layerCount, 0), layerCount)
        let moved = mapping.truncated(styles.sliced(1, 0..<layers), psi: truncation.psi)
        return concatenate([moved, styles.sliced(1, layers..<layerCount)], axis: 1)
    }

    /// Uses W of second latents from a random layer on, the same for the whole batch and at least the second (METHODS §2.5).
    ///
    /// The order of the random numbers is: the layer, whether to mix at all, the second latents.
    private func mixed(_ styles: Tensor, like z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> Tensor {
        let first = pass.random.integers(below: layerCount - 1, []).converted(to: .float32) + 1
        let mixes = pass.random.uniform([]) .< settings.styleMixing
        let others = pass.random.normal(z.shape)
        let second = repeatedForEveryLayer(try mapping(others, labels, pass), others)
        let layers = Tensor((0..<layerCount).map(Float.init), shape: [1, layerCount, 1])
        return select((layers .>= first) * mixes, second, styles)
    }

    /// Repeats w [N, styleSize] to [N, layerCount, styleSize]. Layers without a class get W of the latents z alone.
    private func repeatedForEveryLayer(_ w: Tensor, _ z: Tensor) -> Tensor {
        func repeated(_ w: Tensor, _ count: Int) -> Tensor {
            w.reshaped(w.shape[0], 1, styleSize).broadcast(to: [w.shape[0], count, styleSize])
        }
        let free = synthesis.classFreeLayers
        guard free > 0 else { return repeated(w, layerCount) }
        return concatenate([repeated(mapping.classFree(z), free), repeated(w, layerCount - free)], axis: 1)
    }
}

extension StyleGAN2Generator.Settings {
    /// - Throws: `RecipeError` unless the resolution is one of the network's below the images', and labels are used.
    fileprivate func checkClassFreeResolution(_ pyramid: ImagePyramid, _ build: BuildContext) throws {
        guard let classFreeResolution else { return }
        try pyramid.checkSmall(classFreeResolution)
        guard build.hasConditioner else {
            throw RecipeError(
                key: "class_free_resolution", problem: "the recipe has no conditioner, so no layer knows a class",
                fix: "remove class_free_resolution, or add `conditioner: embedding`")
        }
    }
}
