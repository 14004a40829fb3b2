import GANCore
import GANModule

/// The keys that this family's networks share.
public struct NetworkSettings: ComponentSettings {
    @Setting(
        "published code that is followed: channels, biases, spectral normalization, shortcuts of the discriminator")
    public var variant = BigGANVariant.author
    @Setting("base number of channels, the unit of the channel tables", in: 1...4096) public var ch: Int = 64
    @Setting("resolutions with self-attention after their block, such as [64]", in: 1...4096)
    public var attention: [Int] = []
    @Setting("initialization of weights: orthogonal, normal with standard deviation 0.02, or xavier")
    public var initialization = Initialization.orthogonal
    @Setting("epsilon of spectral normalization; published: 1e-6 to 1e-12", above: 0)
    public var spectralEpsilon: Double = 1e-6

    public init() {}

    init(variant: BigGANVariant) { self.variant = variant }

    /// - Parameter isSpectral: whether weights have spectral normalization.
    func layers(_ build: BuildContext, isSpectral: Bool) -> LayerOptions {
        let rule: SpectralOptions.Variant = variant == .author ? .author : .studiogan
        return LayerOptions(
            initialization, biases: variant == .author ? .uniform : .zeros,
            spectral: isSpectral ? SpectralOptions(rule, epsilon: spectralEpsilon) : nil, random: build.random)
    }

    /// The operation at the start of a discriminator's blocks whose input is not an image. Without spectral normalization,
    /// StudioGAN uses batch normalization before relu, and relu changes only its result in place.
    func blockEntry(_ layers: LayerOptions) -> BlockEntry {
        variant == .studiogan && layers.spectral != nil ? .rectified : .activated
    }

    /// - Throws: `RecipeError` if there are too few channels for attention.
    func attention(at resolution: Int, channels: Int, _ plan: LayerOptions) throws -> SelfAttention? {
        guard attention.contains(resolution) else { return nil }
        guard channels >= 8 else {
            throw RecipeError(
                key: "attention",
                problem: "at the resolution \(resolution) there are \(channels) channels, but attention needs 8",
                fix: "use a larger `ch`")
        }
        return SelfAttention(channels, plan)
    }
}
