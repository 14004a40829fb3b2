import Foundation
import GANCore
import GANModule
import GANRecipe
import GANRun
import GANTensor
import GANTestSupport
import GANTrain
import Testing

@testable import GANZooCLI

/// What imported networks make, against PyTorch.
@Suite(.onChosenBackend) struct ImportedNetworkTests {
    private let fixtures: PublishedFixtures
    private var place: Workplace { fixtures.place }

    init() throws { fixtures = try PublishedFixtures() }

    private func pass() -> ForwardPass { ForwardPass(phase: nil, random: RandomStream(seed: 1, path: "")) }

    /// Inputs and outputs under PyTorch.
    private struct Expected {
        let file: SafetensorsFile
        let z: Tensor
        let labels: Tensor

        init(_ program: String, labelSize: Int) throws {
            file = try SafetensorsFile(path: "\(PublishedFixtures.fixtures)/\(program).safetensors")
            z = try file.tensor("z")
            guard file.entry(named: "labels")?.type == .int64 else {
                labels = try file.tensor("labels")
                return
            }
            let numbers = try file.values(of: "labels", as: Int64.self)
            labels = Tensor(numbers.map { Int32($0) }, shape: [numbers.count]).oneHot(classes: labelSize)
        }
    }

    private func images(_ generator: any Generator, _ given: Expected) throws -> Tensor {
        generator.setTraining(false)
        guard let noisy = generator as? any NoiseGenerator else {
            return try generator(given.z, given.labels, pass()).images
        }
        return try noisy.synthesize(noisy.latents(given.z, given.labels, pass()).styles, pass(), noise: .const)
    }

    @Test(arguments: PublishedFixtures.imported) func imagesAreThoseOfPyTorch(_ program: String) throws {
        let (folder, _) = try fixtures.imported(program)
        let trained = try TrainedGenerator(folder, .newest)
        let given = try Expected(program, labelSize: trained.info.labelSize)
        #expect(relativeError(try images(trained.generator, given), try given.file.tensor("G_ema")) < 1e-4)
        try trained.generator.loadState(from: fixtures.checkpoint(folder).weights, prefix: "generator.")
        #expect(relativeError(try images(trained.generator, given), try given.file.tensor("G")) < 1e-4)
    }

    @Test(arguments: PublishedFixtures.imported) func logitsAreThoseOfPyTorch(_ program: String) throws {
        // No file of StudioGAN says it.
        let group = program == "stylegan2" ? ["--set", "discriminator.mbstd_group_size=2"] : []
        let (folder, _) = try fixtures.imported(program, group)
        let recipe = try RecipeLoader(.linked).check(path: "\(folder)/resolved.yaml", overrides: [])
        let info = try TrainedGenerator(folder, .newest).info
        let given = try Expected(program, labelSize: info.labelSize)
        let discriminator = try Composer.discriminator(of: recipe, info)
        try discriminator.loadState(from: fixtures.checkpoint(folder).weights, prefix: "discriminator.")
        discriminator.setTraining(false)
        let logits = try discriminator(try given.file.tensor("G_ema"), given.labels, pass()).logits
        #expect(relativeError(logits, try given.file.tensor("logits")) < 1e-4)
    }

    @Test func truncationUsesTheImportedMean() throws {
        let trained = try TrainedGenerator(fixtures.imported("stylegan2-ada").0, .newest)
        let given = try Expected("stylegan2-ada", labelSize: 3)
        let generator = try #require(trained.generator as? any NoiseGenerator & TruncatingGenerator)
        generator.setTraining(false)
        let styles = try generator.latents(given.z, given.labels, pass()).styles
        let images = try generator.synthesize(
            try generator.truncated(styles, Truncation(psi: 0.5)), pass(), noise: .const)
        #expect(relativeError(images, try given.file.tensor("truncated")) < 1e-4)
    }
}
