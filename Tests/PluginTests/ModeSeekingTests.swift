import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import Regularizers

@Suite(.onChosenBackend) struct ModeSeekingTests {
    /// The published loss and its gradient in a generator's weight: Tests/Reference/rivals.py.
    @Test func agreesWithThePublishedCode() throws {
        let file = try openPyTorchReference("rivals")
        let weight = try file.tensor("mode.weight").requiringGradient()
        let (first, second) = (try file.tensor("mode.z1"), try file.tensor("mode.z2"))
        let loss = ModeSeeking.penalty(
            matmul(first, weight).tanh(), matmul(second, weight).tanh(), latents: first, second)
        #expect(relativeError(loss, try file.tensor("mode.loss")) < 1e-5)
        #expect(relativeError(gradient(of: loss, wrt: weight), try file.tensor("mode.grad")) < 1e-5)
    }

    /// By hand: images that are a third as far apart as their latents, and images that are all the same.
    @Test func isTheInverseOfTheRatio() {
        let (first, second) = (Tensor([0, 3], shape: [1, 2]), Tensor([3, 0], shape: [1, 2]))
        let images = Tensor([1, 2, 3, 4], shape: [1, 1, 2, 2])
        #expect((ModeSeeking.penalty(images, images + 1, latents: first, second).item() - 1 / (1.0 / 3 + 1e-5)) < 1e-4)
        let same = ModeSeeking.penalty(images, images, latents: first, second).item()
        #expect((same - 1e5).magnitude < 1)
    }

    @Test func keepsTheRules() { checkRegularizer(ModeSeeking.self) }
}
