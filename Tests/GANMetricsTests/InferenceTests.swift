import GANCore
import GANMetrics
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import ImageMetrics

/// Measuring a generator leaves it as it was.
@Suite(.onChosenBackend) struct InferenceTests {
    private let composition: Composition

    init() throws { composition = try countedComposition() }

    @Test(arguments: [1, 0.5]) func generatedImages(psi: Double) {
        let images = GeneratedImages(
            composition.generator, composition.data.info, .each(2), count: 6, truncation: Truncation(psi: psi), seed: 0)
        checkInference(on: [composition.generator]) { _ = try images.batch(0..<4) }
    }

    @Test func pathLength() throws {
        let generator = try #require(composition.generator as? any StyleGenerator)
        let walk = StyleWalk(generator: generator, extractor: LinearExtractor(), seed: 0)
        checkInference(on: [generator]) {
            _ = try walk(count: 3, labels: { range, _ in .zeros([range.count, 3]) }, { _ in })
        }
    }
}
