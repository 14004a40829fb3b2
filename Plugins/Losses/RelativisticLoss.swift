import GANCore
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(RelativisticLoss.self) }

/// RSGAN, the relativistic pairing loss: the discriminator judges whether a real image is more realistic than the generated
/// image of the same row, and the generator tries the opposite (Jolicoeur-Martineau 2018, arXiv:1807.00734, section 4.1).
/// R3GAN uses it (Huang et al. 2024, arXiv:2501.05441, section 2).
///
/// E[softplus(-(D(x) - D(G(z))))] for the discriminator, and with the sign of the difference reversed for the generator.
public final class RelativisticLoss: AdversarialLoss {
    public static let name = "relativistic"
    public static let summary = "logistic loss of differences between paired real and generated images (RSGAN, R3GAN)"
    public static let source: String? =
        "Jolicoeur-Martineau 2018, arXiv:1807.00734; Huang et al. 2024, arXiv:2501.05441"

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public var generatorReadsReals: Bool { true }

    public func discriminator(real: Tensor, fake: Tensor) throws -> Tensor {
        try Self.checkPairs(real, fake)
        return (fake - real).softplus().mean()
    }

    public func generator(real: Tensor?, fake: Tensor) throws -> Tensor {
        guard let real else { throw UnpairedLogits(reals: nil, fakes: fake.shape[0]) }
        try Self.checkPairs(real, fake)
        return (real - fake).softplus().mean()
    }

    private static func checkPairs(_ real: Tensor, _ fake: Tensor) throws {
        guard real.shape == fake.shape else { throw UnpairedLogits(reals: real.shape[0], fakes: fake.shape[0]) }
    }
}

/// Real and generated images that do not form pairs.
struct UnpairedLogits: Error, CustomStringConvertible {
    /// Nil if there are no real images.
    let reals: Int?
    let fakes: Int

    var description: String {
        "it pairs each generated image with a real one, but got \(counted(fakes, "generated image")) and "
            + (reals.map { counted($0, "real image") } ?? "no real images")
            + "\n  fix: use another loss, or remove the component that changes the number of generated images"
    }
}
