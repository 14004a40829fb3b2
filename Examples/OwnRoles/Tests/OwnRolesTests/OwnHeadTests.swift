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
        let output = OwnHead(NoSettings(), build)(
            random.normal([3, 8]), labels, ForwardPass(phase: nil, random: random))
        #expect(output.logits.shape == [3])
    }
}
