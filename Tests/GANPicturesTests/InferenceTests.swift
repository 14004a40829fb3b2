import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANPictures

/// Generating images leaves the generator as it was.
@Suite(.onChosenBackend) struct InferenceTests {
    private let composition: Composition
    private let draws: [Draw]

    init() throws {
        composition = try countedComposition()
        draws = LabelRow.classes(composition.data.info).map { Draw(seed: 1, $0) }
    }

    @Test func imagesOfLatents() {
        let sampler = ImageSampler(composition.generator, composition.data.info, truncation: Truncation(psi: 0.5))
        checkInference(on: [composition.generator]) { _ = try sampler.images(draws) }
    }

    @Test func stylesOfLatents() {
        let sampler = ImageSampler(composition.generator, composition.data.info)
        checkInference(on: [composition.generator]) { _ = try sampler.styles(draws.map(sampler.latent)) }
    }

    /// Standing statistics are stored in buffers, unless a pass fails.
    @Test func standingStatistics() {
        let labels = draws.map(\.label)
        checkInference(on: [composition.generator], changesBuffers: true) {
            try composition.generator.takeStandingStatistics(batches: 2, labels: labels)
        }
        checkInference(on: [composition.generator]) {
            try composition.generator.withStandingStatistics(batches: 2, labels: labels, report: { _ in }) {}
        }
    }
}
