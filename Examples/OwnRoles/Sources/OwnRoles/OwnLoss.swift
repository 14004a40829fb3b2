import GANCore
import GANTensor

// Adds the component to the catalog of every program that links or loads this file.
@section("ganzoo_components") @used
private let record: ComponentRecord = { ComponentCatalog.register(OwnLoss.self) }

/// The hinge loss with a margin: real logits above the margin and generated ones below its negative no longer count for the
/// discriminator.
public final class OwnLoss: AdversarialLoss {
    /// Keys of the recipe, in snake case.
    public struct Settings: ComponentSettings {
        @Setting("distance from 0 beyond which a logit no longer counts", above: 0) public var margin: Double = 1

        public init() {}
    }

    public static let name = "own_loss"
    public static let summary = "hinge loss with a margin"

    private let margin: Double

    public init(_ settings: Settings, _ build: BuildContext) { margin = settings.margin }

    /// A scalar. Logits are [N], or [N, P] if the discriminator judges P parts of each image.
    public func discriminator(real: Tensor, fake: Tensor) -> Tensor {
        relu(margin - real).mean() + relu(margin + fake).mean()
    }

    /// A scalar. `real` is nil, because `generatorReadsReals` is false by default.
    public func generator(real: Tensor?, fake: Tensor) -> Tensor { -fake.mean() }
}
