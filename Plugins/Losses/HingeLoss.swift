import GANCore
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(HingeLoss.self) }

/// D: mean relu(1 - D(x)) + mean relu(1 + D(G(z))); G: -mean D(G(z)) (Lim and Ye 2017, arXiv:1705.02894).
public final class HingeLoss: AdversarialLoss {
    public static let name = "hinge"
    public static let summary = "hinge loss: correct logits beyond ±1 do not contribute to the discriminator's loss"
    public static let source: String? = "Lim and Ye 2017, arXiv:1705.02894"

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func discriminator(real: Tensor, fake: Tensor) -> Tensor {
        relu(1 - real).mean() + relu(1 + fake).mean()
    }

    public func generator(real: Tensor?, fake: Tensor) -> Tensor { -fake.mean() }
}
