import GANCore
import GANTensor

/// The difference of mean logits.
package final class TinyLoss: AdversarialLoss {
    package static let name = "tiny_loss"
    package static let summary = "a loss for tests"

    package init(_ settings: NoSettings, _ build: BuildContext) {}

    package func discriminator(real: Tensor, fake: Tensor) -> Tensor { fake.mean() - real.mean() }
    package func generator(real: Tensor?, fake: Tensor) -> Tensor { -fake.mean() }
}
