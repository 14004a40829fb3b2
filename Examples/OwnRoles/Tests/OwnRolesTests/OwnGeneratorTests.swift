import GANComponentTesting
import GANCore
import GANTensor
import OwnRoles
import Testing

@Suite struct OwnGeneratorTests {
    @Test func makesImagesOfTheDataSize() throws {
        let generator = try OwnGenerator(.init(), testBuild("generator", .squares(16, channels: 3)))
        let random = RandomStream(seed: 1, path: "test")
        let z = random.normal([5, generator.latentSize])
        let images = try generator(z, .zeros([5, 0]), ForwardPass(phase: nil, random: random)).images
        #expect(images.shape == [5, 3, 16, 16])
        #expect(images.abs().max().item() <= 1)
        #expect(generator.layerOrder == ["start", "middle", "last"])
    }

    @Test func refusesOddSides() throws {
        #expect(throws: RecipeError.self) { try OwnGenerator(.init(), testBuild("generator", .squares(18))) }
    }
}
