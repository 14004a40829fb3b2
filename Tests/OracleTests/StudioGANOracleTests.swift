import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

/// BigGAN, SNGAN and SAGAN against StudioGAN's own code under PyTorch. Tests/Reference/studiogan.py makes files of other seeds.
@Suite(.onChosenBackend) struct StudioGANOracleTests {
    static let oracles = ["studiogan_biggan_32", "studiogan_sngan_32", "studiogan_sagan_32"]

    private func pass(_ phase: Phase?) -> ForwardPass {
        ForwardPass(phase: phase, random: RandomStream(seed: 1, path: ""))
    }

    @Test(arguments: oracles) func generatorTrainsAsPublished(_ name: String) throws {
        try expectGradientsNearKinks { moved in
            let given = try StudioGANOracle(name)
            let images = try given.generator(moved(given.z), given.labels, pass(.generator)).images
            try given.expect(images, is: "train.image")
            let projection = try (images * given.file.tensor("proj.image")).sum()
            return try given.gradientErrors(of: projection, given.generator, "G")
        }
    }

    @Test(arguments: oracles) func discriminatorTrainsAsPublished(_ name: String) throws {
        try expectGradientsNearKinks { moved in
            let given = try StudioGANOracle(name)
            let x = moved(given.x).requiringGradient()
            let logits = try given.discriminator(x, given.labels, pass(.discriminator)).logits
            try given.expect(logits, is: "train.logits")
            let projection = try (logits * given.file.tensor("proj")).sum()
            let gradient = try relativeError(gradient(of: projection, wrt: x), given.file.tensor("grad.x"))
            return try given.gradientErrors(of: projection, given.discriminator, "D")
                + [GradientError(name: "grad.x", error: gradient)]
        }
    }

    /// Files whose state is the one before their pass in training. The others lack the vectors of spectral normalization that
    /// evaluation mode had: evaluation mode of such networks is compared in `StudioGANImportOracleTests` and `BigGANFamilyTests`.
    static let withEarlierState = oracles.filter { (try? StudioGANOracle($0).holdsStateBefore) == true }
    static let withKnownGenerator = oracles.filter {
        guard let given = try? StudioGANOracle($0) else { return false }
        return withEarlierState.contains($0) || !given.isGeneratorSpectral
    }

    @Test(arguments: withKnownGenerator) func generatorEvaluatesAsPublished(_ name: String) throws {
        let given = try StudioGANOracle(name)
        if try !given.holdsStateBefore { try takeBackStatistics(given) }
        given.generator.setTraining(false)
        try given.expect(given.generator(given.z, given.labels, pass(nil)).images, is: "eval.image")
    }

    /// Whatever the seed, SNGAN's generator is without spectral normalization.
    @Test func aGeneratorIsEvaluated() { #expect(Self.withKnownGenerator.contains("studiogan_sngan_32")) }

    @Test(
        .enabled(if: !withEarlierState.isEmpty, "no file holds the state before its pass"), arguments: withEarlierState)
    func discriminatorEvaluatesAsPublished(_ name: String) throws {
        let given = try StudioGANOracle(name)
        given.discriminator.setTraining(false)
        let judged = try given.discriminator(given.x, given.labels, pass(nil))
        try given.expect(judged.logits, is: "eval.logits")
        try given.expect(try #require(judged.features), is: "eval.h")
    }

    /// Sets running statistics r back by the file's pass in training: from r1 = 0.9 r0 + 0.1 b and, after the same pass once more,
    /// r2 = 0.9 r1 + 0.1 b follows r0 = (1.9 r1 − r2) / 0.9.
    private func takeBackStatistics(_ given: StudioGANOracle) throws {
        let buffers = given.generator.buffers().filter { $0.path.contains("stored_") }.map(\.buffer)
        let once = buffers.map { $0.value as? Tensor }
        _ = try given.generator(given.z, given.labels, pass(.generator))
        for (buffer, once) in zip(buffers, once) {
            guard let once, let twice = buffer.value as? Tensor else { continue }
            _ = buffer.setValue((1.9 * once - twice) / 0.9)
        }
    }
}
