import GANCore
import GANTensor

/// How a generator's settings want its blocks normalized.
struct NormalizationChoice {
    let vectorSize: Int
    let epsilon: Double
    let classVectors: (() -> Tensor)?
    /// Whether each normalization looks the class up in tables of its own.
    var hasOwnTables = false
}

extension NetworkSettings {
    /// How many stages double the resolution.
    func stages(_ build: BuildContext) throws -> Int { try ChannelTable(build.data, variant).generator.count - 1 }

    /// - Throws: `RecipeError` when there is no table for the images, or no place for attention.
    func generatorPlan(
        _ build: BuildContext, isSpectral: Bool, _ choice: NormalizationChoice
    ) throws -> ResidualGeneratorPlan {
        let table = try ChannelTable(build.data, variant)
        let channels = table.generator.map { $0 * ch }
        try table.check(attention: attention, of: (1..<channels.count).map { 4 << $0 })
        let layers = layers(build, isSpectral: isSpectral)
        return ResidualGeneratorPlan(
            channels: channels, imageChannels: build.data.channels,
            normalization: NormalizationPlan(
                vectorSize: choice.vectorSize, epsilon: choice.epsilon, layers: layers,
                classVectors: choice.classVectors, hasOwnTables: choice.hasOwnTables),
            // BigGAN-PyTorch's does not follow its own setting.
            lastEpsilon: variant == .author ? 1e-5 : choice.epsilon,
            attention: { try attention(at: $0, channels: $1, layers) })
    }
}

extension ResidualGeneratorPlan {
    /// - Parameter seedSize: of what the linear layer takes.
    func network(isDeep: Bool, seedSize: Int) throws -> any StyleNetwork {
        let (normalization, layers) = (normalization, normalization.layers)
        guard isDeep else {
            return try ResidualGenerator<GeneratorBlock>(self, seedSize: seedSize) { inputs, outputs in
                [GeneratorBlock(inputs, outputs, normalization, layers)]
            }
        }
        return try ResidualGenerator<DeepGeneratorBlock>(self, seedSize: seedSize) { inputs, outputs in
            [
                DeepGeneratorBlock(inputs, inputs, doubles: false, normalization, layers),
                DeepGeneratorBlock(inputs, outputs, doubles: true, normalization, layers),
            ]
        }
    }
}
