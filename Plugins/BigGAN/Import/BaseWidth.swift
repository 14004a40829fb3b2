import GANCore

/// The base width of a network of another program, whose stages have published multiples of it (METHODS §5.1).
///
/// - Parameters:
///   - found: the width of each stage.
///   - multiples: those of the table; nil if there is no table for that many stages.
/// - Throws: `ImportDefect` unless all of `found` are multiples of one number.
func baseWidth(_ found: [Int], _ multiples: [Int]?) throws -> Int {
    guard let multiples, found.count == multiples.count else {
        throw ImportDefect(problem: "it has \(counted(found.count, "stage")), but BigGAN is published with 3 to 8")
    }
    let unit = found[found.count - 1] / multiples[multiples.count - 1]
    guard unit > 0, found == multiples.map({ $0 * unit }) else {
        throw ImportDefect(
            problem:
                "its stages have \(found) channels, but the published ones are multiples \(multiples) of one number"
        )
    }
    return unit
}

/// The part of the architecture that BigGAN's generator and discriminator share.
struct SharedArchitecture {
    let unit: Int
    let variant: BigGANVariant
    /// Output resolutions of the stages with attention.
    let attention: [Int]

    var settings: [ForeignSetting] {
        [
            ForeignSetting("variant", variant.rawValue), ForeignSetting("ch", unit),
            ForeignSetting("attention", attention),
            ForeignSetting(
                "spectral_epsilon", "1e-6", .assumed("published: 1e-6, and 1e-8 in BigGAN-PyTorch for CIFAR-10")),
        ]
    }
}
