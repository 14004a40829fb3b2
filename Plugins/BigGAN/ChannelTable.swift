import GANCore

/// The published code that is followed if the two implementations differ.
public enum BigGANVariant: String, CaseIterable, Sendable, SettingValue {
    /// BigGAN-PyTorch.
    case author
    /// StudioGAN.
    case studiogan
}

/// The number of output channels of each block, in multiples of a base width (METHODS §5.1).
struct ChannelTable {
    let sizes: NetworkSizes
    private let variant: BigGANVariant

    /// The doublings of the published tables, which are for squares of 32 to 512 pixels.
    private static let doublings = 3...7

    /// - Throws: `RecipeError` if there is no table for the image size.
    init(_ data: DatasetInfo, _ variant: BigGANVariant) throws {
        sizes = try NetworkSizes(of: data.size, doublings: Self.doublings, "the published channels are for")
        self.variant = variant
    }

    /// The table for a generator with this number of blocks; nil if there is none.
    init?(generatorStages stages: Int, _ variant: BigGANVariant) {
        guard Self.doublings.contains(stages), let sizes = NetworkSizes(of: ImageSize(side: 4 << stages)) else {
            return nil
        }
        (self.sizes, self.variant) = (sizes, variant)
    }

    /// The table for a discriminator with this number of blocks; nil if there is none.
    init?(discriminatorStages stages: Int, _ variant: BigGANVariant) {
        guard (4...8).contains(stages) else { return nil }
        self.init(generatorStages: stages == 4 ? 3 : stages - 1, variant)
    }

    /// The number of the images' size: a power of two from 32 to 512.
    var resolution: Int { sizes.resolution }

    /// Channels of the generator, in multiples of `ch`: of the start, then after each block.
    var generator: [Int] {
        switch (resolution, variant) {
        case (32, _): [4, 4, 4, 4]
        case (64, .author): [16, 16, 8, 4, 2]
        case (64, .studiogan): [16, 8, 4, 2, 1]
        case (128, _): [16, 16, 8, 4, 2, 1]
        case (256, _): [16, 16, 8, 8, 4, 2, 1]
        default: [16, 16, 8, 8, 4, 2, 1, 1]
        }
    }

    /// Channels of the discriminator after each block, in multiples of `ch`.
    var discriminator: [Int] {
        switch (resolution, variant) {
        case (32, .author): [4, 4, 4, 4]
        case (32, .studiogan): [2, 2, 2, 2]
        case (64, _): [1, 2, 4, 8, 16]
        case (128, _): [1, 2, 4, 8, 16, 16]
        case (256, _): [1, 2, 4, 8, 8, 16, 16]
        default: [1, 1, 2, 4, 8, 8, 16, 16]
        }
    }

    /// Channels of BigGAN-deep's discriminator after the first layer and each stage. At 32 × 32, both published
    /// variants have the author's width.
    var deepDiscriminator: [Int] { resolution == 32 ? [4, 4, 4, 4] : discriminator }

    /// Whether each of the discriminator's blocks downsamples.
    var halves: [Bool] {
        let count = resolution == 32 ? 2 : discriminator.count - 1
        return discriminator.indices.map { $0 < count }
    }

    /// The output resolutions of the discriminator's blocks.
    var endings: [Int] { halves.filter(\.self).indices.map { resolution >> ($0 + 1) } }

    /// - Throws: `RecipeError` unless each resolution is the output resolution of a block.
    func check(attention: [Int], of endings: [Int]) throws {
        guard let wrong = attention.first(where: { !endings.contains($0) }) else { return }
        throw RecipeError(
            key: "attention", problem: "no block has the output resolution \(wrong)",
            fix: "choose from \(sizes.names(of: endings)), or [] for none")
    }
}
