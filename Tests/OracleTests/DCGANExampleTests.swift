import BigGAN
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

/// DCGAN without labels against the published code of pytorch/examples: Tests/Reference/dcgan_example.py.
@Suite(.onChosenBackend) struct DCGANExampleTests {
    private let reference: FamilyReference

    init() throws {
        let example = FamilyCase(
            name: "dcgan_example_64", isLabeled: false, generator: { try $0.plainGenerator() },
            discriminator: { try $0.plainDiscriminator(isSpectral: false) })
        reference = try FamilyReference(example)
    }

    private func pass(_ phase: Phase?) -> ForwardPass {
        ForwardPass(phase: phase, random: RandomStream(seed: 1, path: ""))
    }

    /// The example has no biases but those of its normalizations.
    private func expectGradients(of y: Tensor, _ network: Module, _ prefix: String) throws {
        let parameters = network.parameters().filter { path, _ in !path.hasSuffix("bias") || path.hasPrefix("bn") }
        let gradients = gradients(of: y, wrt: parameters.map(\.parameter.wrappedValue))
        for ((path, _), gradient) in zip(parameters, gradients) {
            try reference.expect(try #require(gradient, "\(path)"), is: "\(prefix)grad.\(path)")
        }
    }

    @Test func generatorIsTheExamples() throws {
        let generator = try reference.plainGenerator()
        let (z, labels) = (try reference.tensor("z"), try reference.labels())
        try reference.load("G.", into: generator)
        let images = try generator(z, labels, pass(.generator)).images
        try reference.expect(images, is: "G.train")
        try expectGradients(of: (images * reference.tensor("images")).sum(), generator, "G.")
        try reference.expectBuffers(of: generator, are: "G.after.")
        generator.setTraining(false)
        try reference.expect(generator(z, labels, pass(nil)).images, is: "G.use")
    }

    /// Whose normalizations do nothing, and whose last weights are the same at all positions.
    @Test func discriminatorIsTheExamples() throws {
        let discriminator = try reference.plainDiscriminator(isSpectral: false)
        try reference.load("D.", into: discriminator)
        let (images, labels) = (try reference.tensor("images"), try reference.labels())
        let logits = try discriminator(images, labels, pass(.discriminator)).logits
        try reference.expect(logits, is: "D.train")
        try expectGradients(of: (logits * reference.tensor("projection")).sum(), discriminator, "D.")
    }
}
