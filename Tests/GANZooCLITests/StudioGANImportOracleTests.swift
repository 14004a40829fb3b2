import GANCore
import GANModule
import GANRecipe
import GANRun
import GANTensor
import GANTestSupport
import GANTrain
import Testing

@testable import GANZooCLI

/// A checkpoint of StudioGAN, made by its own code, against what that code computes in evaluation mode.
@Suite(.onChosenBackend) struct StudioGANImportOracleTests {
    private let fixtures: PublishedFixtures
    private let answers: SafetensorsFile
    private let folder: String
    private let info: DatasetInfo

    init() throws {
        fixtures = try PublishedFixtures()
        answers = try openOracle("studiogan_biggan_32/answers")
        folder = fixtures.place.path("imported")
        let files = try fixtures.files(in: oraclePath("studiogan_biggan_32")).filter { $0.hasSuffix(".pth") }
        let run = try fixtures.ganzoo(["import"] + files + ["--out", folder])
        try #require(run.status == 0, "\(run.errors)")
        info = try TrainedGenerator(folder, .newest).info
    }

    private var pass: ForwardPass { ForwardPass(phase: nil, random: RandomStream(seed: 1, path: "")) }

    private func labels() throws -> Tensor {
        let numbers = try answers.values(of: "y", as: Int64.self)
        return Tensor(numbers.map { Int32($0) }, shape: [numbers.count]).oneHot(classes: info.labelSize)
    }

    /// Of the moving average, as `ganzoo generate` makes them.
    @Test func makesThePublishedImages() throws {
        let generator = try TrainedGenerator(folder, .newest).generator
        generator.setTraining(false)
        let images = try generator(try answers.tensor("z"), try labels(), pass).images
        #expect(relativeError(images, try answers.tensor("image")) < OracleTolerance.values)
    }

    @Test func givesThePublishedLogits() throws {
        let recipe = try RecipeLoader(.linked).check(path: "\(folder)/resolved.yaml", overrides: [])
        let discriminator = try Composer.discriminator(of: recipe, info)
        try discriminator.loadState(from: fixtures.checkpoint(folder).weights, prefix: "discriminator.")
        discriminator.setTraining(false)
        let logits = try discriminator(try answers.tensor("x"), try labels(), pass).logits
        #expect(relativeError(logits, try answers.tensor("logits")) < OracleTolerance.values)
    }
}
