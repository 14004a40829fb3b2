import GANCore
import GANModule

/// The keys that the networks of this family have in common.
public struct NetworkSettings: ComponentSettings {
    @Setting("whose networks are followed: channels, biases, spectral normalization, a discriminator's shortcuts")
    public var variant = BigGANVariant.author
    @Setting("channels of a layer, in multiples of which the tables count", in: 1...4096) public var ch: Int = 64
    @Setting("resolutions, such as [64], after whose blocks there is self-attention", in: 1...4096)
    public var attention: [Int] = []
    @Setting("how weights begin: orthogonal, normal with a deviation of 0.02, or xavier")
    public var initialization = Initialization.orthogonal
    @Setting("least length in spectral normalization; published: 1e-6 to 1e-12", above: 0)
    public var spectralEpsilon: Double = 1e-6

    public init() {}

    init(variant: BigGANVariant) { self.variant = variant }

    /// - Parameter isSpectral: weights are normalized.
    func layers(_ build: BuildContext, isSpectral: Bool) -> LayerOptions {
        let rule: SpectralOptions.Variant = variant == .author ? .author : .studiogan
        return LayerOptions(
            initialization, biases: variant == .author ? .uniform : .zeros,
            spectral: isSpectral ? SpectralOptions(rule, epsilon: spectralEpsilon) : nil, random: build.random)
    }

    /// How a discriminator's blocks begin that take no image. Without spectral normalization StudioGAN has batch normalization before
    /// relu, whose result alone is then changed in place.
    func blockEntry(_ layers: LayerOptions) -> BlockEntry {
        variant == .studiogan && layers.spectral != nil ? .rectified : .activated
    }

    /// - Throws: `RecipeError` where attention has too few channels to split.
    func attention(at resolution: Int, channels: Int, _ plan: LayerOptions) throws -> SelfAttention? {
        guard attention.contains(resolution) else { return nil }
        guard channels >= 8 else {
            throw RecipeError(
                key: "attention",
                problem: "at \(resolution) × \(resolution) there are \(channels) channels, and it takes 8",
                fix: "a larger `ch`")
        }
        return SelfAttention(channels, plan)
    }
}
