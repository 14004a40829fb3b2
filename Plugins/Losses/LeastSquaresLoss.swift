import GANCore
import GANTensor

@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(LeastSquaresLoss.self) }

/// D: ½ mean (D(x) - 1)² + ½ mean D(G(z))²; G: ½ mean (D(G(z)) - 1)² (Mao et al. 2017, arXiv:1611.04076, eq. 9).
public final class LeastSquaresLoss: AdversarialLoss {
    public static let name = "least_squares"
    public static let summary = "squared distance of logits from 1 for real and 0 for fake"
    public static let source: String? = "Mao et al. 2017, arXiv:1611.04076"

    public init(_ settings: NoSettings, _ build: BuildContext) {}

    public func discriminator(real: Tensor, fake: Tensor) -> Tensor {
        0.5 * (real - 1).squared().mean() + 0.5 * fake.squared().mean()
    }

    public func generator(real: Tensor?, fake: Tensor) -> Tensor { 0.5 * (fake - 1).squared().mean() }
}
