import GANCore
import GANTensor

/// The normalization of a generator's blocks, from its settings.
struct NormalizationChoice {
    let vectorSize: Int
    let epsilon: Double
    let classVectors: (() throws -> Tensor)?
    /// Whether each normalization has its own class tables.
    var hasOwnTables = false
    /// Size of the condition of blocks that do not know the class.
    var classFreeSize = 0
}

extension NetworkSettings {
    /// Number of stages that double height and width.
    func stages(_ build: BuildContext) throws -> Int { try ChannelTable(build.data, variant).generator.count - 1 }

    /// - Throws: `RecipeError` if there is no table for the images, or no layer for attention.
    func generatorPlan(
        _ build: BuildContext, isSpectral: Bool, _ choice: NormalizationChoice
    ) throws -> ResidualGeneratorPlan {
        let table = try ChannelTable(build.data, variant)
        let channels = table.generator.map { $0 * ch }
        try table.check(attention: attention, of: (1..<channels.count).map { 4 << $0 })
        let layers = layers(build, isSpectral: isSpectral)
        return ResidualGeneratorPlan(
            start: table.sizes.start, channels: channels, imageChannels: build.data.channels,
            normalization: NormalizationPlan(
                vectorSize: choice.vectorSize, epsilon: choice.epsilon, layers: layers,
                classVectors: choice.classVectors, hasOwnTables: choice.hasOwnTables,
                classFreeSize: choice.classFreeSize),
            precision: build.precision, recomputes: build.recomputesBlocks,
            // BigGAN-PyTorch ignores its own setting here.
            lastEpsilon: variant == .author ? 1e-5 : choice.epsilon,
            attention: { try attention(at: $0, channels: $1, layers) })
    }
}

extension ResidualGeneratorPlan {
    /// - Parameter seedSize: size of the linear layer's input.
    func network(isDeep: Bool, seedSize: Int) throws -> any StyleNetwork {
        let layers = normalization.layers
        guard isDeep else {
            return try ResidualGenerator<GeneratorBlock>(self, seedSize: seedSize) { inputs, outputs, normalization in
                [GeneratorBlock(inputs, outputs, normalization, layers)]
            }
        }
        return try ResidualGenerator<DeepGeneratorBlock>(self, seedSize: seedSize) { inputs, outputs, normalization in
            [
                DeepGeneratorBlock(inputs, inputs, doubles: false, normalization, layers),
                DeepGeneratorBlock(inputs, outputs, doubles: true, normalization, layers),
            ]
        }
    }
}
