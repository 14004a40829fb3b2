import GANCore

/// Whose published networks are followed where the two differ.
public enum BigGANVariant: String, CaseIterable, Sendable, SettingValue {
    /// BigGAN-PyTorch.
    case author
    /// StudioGAN's.
    case studiogan
}

/// How many channels the blocks of a network give, in multiples of a base width (METHODS §5.1).
struct ChannelTable {
    /// The images' own resolution: a power of two from 32 to 512.
    let resolution: Int
    private let variant: BigGANVariant

    /// - Throws: `RecipeError` when there is no table for the data's images.
    init(_ data: DatasetInfo, _ variant: BigGANVariant) throws {
        guard data.width == data.height, [32, 64, 128, 256, 512].contains(data.width) else {
            throw RecipeError(
                problem:
                    "the images are \(data.width) × \(data.height), and the published tables are for squares of 32, 64, "
                    + "128, 256 or 512",
                fix: "let `data` resize them, to 32 × 32 say")
        }
        (resolution, self.variant) = (data.width, variant)
    }

    /// Of the generator: channels at 4 × 4, then of each block.
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

    /// Of each block of the discriminator.
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

    /// Of the first layer and each stage of BigGAN-deep's discriminator: at 32 × 32 both published ones are as wide as the author's.
    var deepDiscriminator: [Int] { resolution == 32 ? [4, 4, 4, 4] : discriminator }

    /// Which of the discriminator's blocks halve the map.
    var halves: [Bool] {
        let count = resolution == 32 ? 2 : discriminator.count - 1
        return discriminator.indices.map { $0 < count }
    }

    /// The resolutions that the discriminator's blocks end at.
    var endings: [Int] { halves.filter(\.self).indices.map { resolution >> ($0 + 1) } }

    /// - Throws: `RecipeError` unless a block ends at each of the resolutions.
    func check(attention: [Int], of endings: [Int]) throws {
        guard let wrong = attention.first(where: { !endings.contains($0) }) else { return }
        throw RecipeError(
            key: "attention", problem: "no block ends at \(wrong) × \(wrong)",
            fix: "choose of " + endings.map(String.init).joined(separator: ", ") + ", or [] for none")
    }
}
