import GANComponentTesting
import GANCore
import GANTensor
import OwnRoles
import Testing

@Suite struct OwnDiscriminatorTests {
    @Test func givesALogitForEachImage() throws {
        let discriminator = try OwnDiscriminator(.init(), testBuild("discriminator", .squares(16, channels: 3)))
        let random = RandomStream(seed: 1, path: "test")
        let output = try discriminator(
            random.normal([5, 3, 16, 16]), .zeros([5, 0]), ForwardPass(phase: nil, random: random))
        #expect(output.logits.shape == [5])
        #expect(output.features?.shape == [5, 32])
        #expect(discriminator.layerOrder == ["first", "second", "hidden", "output"])
    }
}
