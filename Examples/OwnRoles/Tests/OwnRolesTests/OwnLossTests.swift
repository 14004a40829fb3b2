import GANComponentTesting
import GANCore
import GANTensor
import OwnRoles
import Testing

@Suite struct OwnLossTests {
    /// By hand, with a margin of 2: reals (2 - 1) and 0, fakes (2 - 1) and (2 + 1), each a mean of two.
    @Test func countsLogitsWithinTheMargin() throws {
        var settings = OwnLoss.Settings()
        settings.margin = 2
        let loss = try OwnLoss(settings, testBuild("loss", .squares(4)))
        let (real, fake) = (Tensor([1, 3] as [Float], shape: [2]), Tensor([-1, 1] as [Float], shape: [2]))
        #expect(abs(loss.discriminator(real: real, fake: fake).item() - 2.5) < 1e-6)
        #expect(abs(loss.generator(real: nil, fake: fake).item()) < 1e-6)
    }
}
