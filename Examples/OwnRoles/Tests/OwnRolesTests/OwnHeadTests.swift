import GANComponentTesting
import GANCore
import GANTensor
import OwnRoles
import Testing

@Suite struct OwnHeadTests {
    @Test(arguments: [0, 3]) func givesALogitForEachImage(_ classes: Int) throws {
        let build = try testBuild("discriminator.head", .squares(4, classes: classes), features: 8)
        let random = RandomStream(seed: 1, path: "test")
        let labels = classes == 0 ? Tensor.zeros([3, 0]) : .identity(3)
        let output = OwnHead(OwnHead.Settings(), build)(
            random.normal([3, 8]), labels, ForwardPass(phase: nil, random: random))
        #expect(output.logits.shape == [3])
    }
    /// Without the bias, the class has no effect.
    @Test func theScaleIsThatOfTheBias() throws {
        var settings = OwnHead.Settings()
        settings.biasScale = 0
        let head = OwnHead(settings, try testBuild("discriminator.head", .squares(4, classes: 3), features: 8))
        let random = RandomStream(seed: 1, path: "test")
        let features = Tensor.ones([3, 8])
        let logits = head(features, .identity(3), ForwardPass(phase: nil, random: random)).logits
        #expect(Set(logits.scalars(as: Float.self)).count == 1)
    }
}
