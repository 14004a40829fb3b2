import GANComponentTesting
import GANCore
import GANTensor
import OwnRoles
import Testing

@Suite struct OwnConditionerTests {
    @Test(arguments: [1, 4.0]) func embeddingsHaveTheMeanSquare(_ meanSquare: Double) throws {
        var settings = OwnConditioner.Settings()
        settings.meanSquare = meanSquare
        let conditioner = try OwnConditioner(
            settings, testBuild("generator.conditioner", .squares(4, classes: 3), features: 8))
        let random = RandomStream(seed: 1, path: "test")
        let embeddings = conditioner(.identity(3), ForwardPass(phase: nil, random: random))
        #expect(embeddings.shape == [3, 8])
        let squares = embeddings.squared().mean(1).scalars(as: Float.self)
        #expect(squares.allSatisfy { abs(Double($0) - meanSquare) < 1e-3 })
    }
}
