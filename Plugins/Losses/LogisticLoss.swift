import GANCore
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(LogisticLoss.self) }

/// D: mean softplus(-D(x)) + mean softplus(D(G(z))); G: mean softplus(-D(G(z))), which does not vanish where D is sure of a fake
/// (Goodfellow et al. 2014, arXiv:1406.2661, sec. 3).
public final class LogisticLoss: AdversarialLoss {
    public static let name = "logistic"
    public static let summary = "logistic loss, non-saturating for the generator"
    public static let source: String? = "Goodfellow et al. 2014, arXiv:1406.2661"

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func discriminator(real: Tensor, fake: Tensor) -> Tensor {
        (-real).softplus().mean() + fake.softplus().mean()
    }

    public func generator(real: Tensor?, fake: Tensor) -> Tensor { (-fake).softplus().mean() }
}
