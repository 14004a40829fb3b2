import GANCore

/// The published widths of each stage, in multiples of a base width (METHODS §5.1).
struct BigGANWidths {
    /// Of the generator at 4 × 4 and after each stage, by number of stages.
    static func generator(stages: Int, isAuthors: Bool) -> [Int]? {
        switch (stages, isAuthors) {
        case (3, _): [4, 4, 4, 4]
        case (4, true): [16, 16, 8, 4, 2]
        case (4, false): [16, 8, 4, 2, 1]
        case (5, _): [16, 16, 8, 4, 2, 1]
        case (6, _): [16, 16, 8, 8, 4, 2, 1]
        case (7, _): [16, 16, 8, 8, 4, 2, 1, 1]
        default: nil
        }
    }

    /// Of the discriminator after each stage.
    static func discriminator(stages: Int, isAuthors: Bool) -> [Int]? {
        switch (stages, isAuthors) {
        case (4, true): [4, 4, 4, 4]
        case (4, false): [2, 2, 2, 2]
        case (5, _): [1, 2, 4, 8, 16]
        case (6, _): [1, 2, 4, 8, 16, 16]
        case (7, _): [1, 2, 4, 8, 8, 16, 16]
        case (8, _): [1, 1, 2, 4, 8, 8, 16, 16]
        default: nil
        }
    }

    /// The base width.
    /// - Throws: `ImportDefect` unless all of `found` are multiples of one number.
    static func unit(_ found: [Int], _ multiples: [Int]?) throws -> Int {
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
}

/// Settings of both networks of BigGAN.
struct BigGANSettings {
    let unit: Int
    let isAuthors: Bool
    let attention: [Int]

    var settings: [RecoveredSetting] {
        [
            RecoveredSetting("variant", isAuthors ? "author" : "studiogan"), RecoveredSetting("ch", unit),
            RecoveredSetting("attention", "[" + attention.map(String.init).joined(separator: ", ") + "]"),
            RecoveredSetting(
                "spectral_epsilon", "1e-6", .assumed("published: 1e-6, and 1e-8 in BigGAN-PyTorch for CIFAR-10")),
        ]
    }
}
