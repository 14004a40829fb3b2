import GANCore
import GANModule
import GANTensor
import GANTestSupport
import StyleGAN2
import Testing

/// StyleGAN2's generator against its published implementation under PyTorch.
@Suite(.onChosenBackend) struct StyleGAN2GeneratorOracleTests {
    static let oracles = ["skip_32", "resnet_16", "orig_16"].map { "stylegan2_generator_\($0)" }

    /// A generator with an oracle's weights, and its inputs.
    private struct Given {
        let oracle: StyleGAN2Oracle
        let generator: StyleGAN2Generator
        let z: Tensor
        let labels: Tensor

        init(_ name: String) throws {
            oracle = try StyleGAN2Oracle(name)
            var settings = try oracle.generatorSettings()
            settings.zDim = try oracle.integer("z_dim")
            settings.wDim = try oracle.integer("w_dim")
            settings.architecture = try #require(.init(rawValue: try oracle.text("architecture")))
            settings.noiseMode = .const
            generator = try StyleGAN2Generator(settings, try oracle.build("generator"))
            try generator.loadState(from: oracle.file, prefix: "G.")
            (z, labels) = (try oracle.file.tensor("z"), try oracle.file.tensor("c"))
        }

        func pass(_ phase: Phase?) -> ForwardPass { ForwardPass(phase: phase, random: RandomStream(seed: 1, path: "")) }
    }

    @Test(arguments: oracles) func makesImages(_ name: String) throws {
        let given = try Given(name)
        given.generator.setTraining(false)
        let pass = given.pass(nil)
        let styles = try given.generator.latents(given.z, given.labels, pass).styles
        try given.oracle.expect(styles, is: "ws")
        try given.oracle.expect(given.generator.synthesize(styles, pass), is: "img.const")
        try given.oracle.expect(given.generator.synthesize(styles, pass, noise: .none), is: "img.none")
    }

    @Test(arguments: oracles) func truncates(_ name: String) throws {
        let given = try Given(name)
        given.generator.setTraining(false)
        let styles = try given.generator.latents(given.z, given.labels, given.pass(nil)).styles
        let all = given.generator.truncated(styles, Truncation(psi: 0.7))
        try given.oracle.expect(all, is: "ws.psi0.7")
        let four = given.generator.truncated(styles, Truncation(psi: 0.5, layers: 4))
        try given.oracle.expect(four, is: "ws.psi0.5_cutoff4")
    }

    @Test(arguments: oracles) func differentiates(_ name: String) throws {
        let given = try Given(name)
        let z = given.z.requiringGradient()
        let image = try given.generator(z, given.labels, given.pass(.generator)).images
        let projection = (image * (try given.oracle.file.tensor("proj"))).sum()
        try given.oracle.expect(gradient(of: projection, wrt: z), is: "grad.z")
        try given.oracle.expectGradients(of: projection, given.generator, are: "grad.")
    }

    @Test(arguments: oracles) func averagesStyles(_ name: String) throws {
        let given = try Given(name)
        _ = try given.generator.latents(given.z, given.labels, given.pass(.discriminator))
        let average = try #require(given.generator.buffers().first { $0.path == "mapping.w_avg" })
        try given.oracle.expect(try #require(average.buffer.value as? Tensor), is: "w_avg.after")
    }

    /// METHODS §2.4.
    @Test(arguments: oracles) func differentiatesPathLengthsTwice(_ name: String) throws {
        let given = try Given(name)
        let file = given.oracle.file
        let made = try given.generator(given.z, given.labels, given.pass(.generator))
        let styles = try #require(made.latents).styles
        let noise = try file.tensor("pl.noise") / Double(made.images.shape[2] * made.images.shape[3]).squareRoot()
        let gradient = gradient(of: (made.images * noise).sum(), wrt: styles, createGraph: true)
        try given.oracle.expect(gradient, is: "pl.grad_ws")
        let lengths = gradient.squared().sum(2).mean(1).sqrt()
        try given.oracle.expect(lengths, is: "pl.lengths")
        let before = try file.tensor("pl.mean_before")
        let mean = before + (lengths.mean() - before) * (try given.oracle.number("pl_decay"))
        try given.oracle.expect(mean, is: "pl.mean_after")
        let loss = (lengths - mean).squared().mean() * (try given.oracle.number("pl_weight"))
        try given.oracle.expect(loss, is: "pl.loss")
        try given.oracle.expectGradients(
            of: loss, given.generator, are: "pl.grad.", within: OracleTolerance.secondOrder)
    }
}
