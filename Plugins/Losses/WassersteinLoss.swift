import GANCore
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(WassersteinLoss.self) }

/// D: mean D(G(z)) - mean D(x); G: -mean D(G(z)) (Arjovsky et al. 2017, arXiv:1701.07875).
public final class WassersteinLoss: AdversarialLoss {
    public static let name = "wasserstein"
    public static let summary =
        "difference of mean logits; needs wgan_gp or another constraint on the discriminator's gradient"
    public static let source: String? = "Arjovsky et al. 2017, arXiv:1701.07875"

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func discriminator(real: Tensor, fake: Tensor) -> Tensor {
        fake.mean() - real.mean()
    }

    public func generator(real: Tensor?, fake: Tensor) -> Tensor { -fake.mean() }
}
