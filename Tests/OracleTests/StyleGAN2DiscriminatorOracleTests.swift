import GANCore
import GANModule
import GANTensor
import GANTestSupport
import StyleGAN2
import Testing

/// StyleGAN2's discriminator against its published implementation under PyTorch.
@Suite(.onChosenBackend) struct StyleGAN2DiscriminatorOracleTests {
    static let oracles = ["resnet_32", "orig_16", "skip_16"].map { "stylegan2_discriminator_\($0)" }

    /// A discriminator with an oracle's weights, and its inputs.
    private struct Given {
        let oracle: StyleGAN2Oracle
        let discriminator: StyleGAN2Discriminator
        let images: Tensor
        let logits: Tensor

        init(_ name: String) throws {
            oracle = try StyleGAN2Oracle(name)
            var settings = try oracle.discriminatorSettings()
            settings.architecture = try #require(.init(rawValue: try oracle.text("architecture")))
            discriminator = try StyleGAN2Discriminator(settings, try oracle.build("discriminator"))
            try discriminator.loadState(from: oracle.file, prefix: "D.")
            images = try oracle.file.tensor("img").requiringGradient()
            let pass = ForwardPass(phase: .discriminator, random: RandomStream(seed: 1, path: ""))
            logits = try discriminator(images, try oracle.file.tensor("c"), pass).logits
        }
    }

    @Test(arguments: oracles) func judges(_ name: String) throws {
        let given = try Given(name)
        try given.oracle.expect(given.logits.reshaped(-1, 1), is: "logits")
        let loss = (-given.logits).softplus().mean()
        try given.oracle.expect(gradient(of: loss, wrt: given.images), is: "grad.img")
        try given.oracle.expectGradients(of: loss, given.discriminator, are: "grad.")
    }

    /// METHODS §2.3.
    @Test(arguments: oracles) func differentiatesTwice(_ name: String) throws {
        let given = try Given(name)
        let gradient = gradient(of: given.logits.sum(), wrt: given.images, createGraph: true)
        let penalty = gradient.squared().sum(1, 2, 3)
        try given.oracle.expect(penalty, is: "r1.penalty")
        let loss = penalty.mean() * (try given.oracle.number("r1_gamma") / 2)
        try given.oracle.expectGradients(
            of: loss, given.discriminator, are: "r1.grad.", within: OracleTolerance.secondOrder)
    }
}
