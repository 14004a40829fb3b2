import GANCore
import GANTensor
import GANTestSupport
import Testing

@testable import GANMetrics

/// Measured images, truncated towards the mean of all classes or of their own.
@Suite(.onChosenBackend) struct TruncationCenterTests {
    /// At ψ = 0 the images of a class are equal. Classes differ only if the center is the class's.
    @Test(arguments: [true, false]) func imagesMoveTowardsTheCenter(isClass: Bool) throws {
        let composition = try countedComposition()
        let generator = try #require(composition.generator as? any StyleGenerator)
        var images = GeneratedImages(
            generator, composition.data.info, .each(2), count: 6, truncation: Truncation(psi: 0), seed: 0)
        if isClass { images.centers = ClassCenters(generator) }
        let levels = try images.batch(0..<6).levels
        func image(_ row: Int) -> [Float] { levels.rows(row..<row + 1).scalars(as: Float.self) }
        for first in [0, 2, 4] { #expect(image(first) == image(first + 1)) }
        #expect(Set([0, 2, 4].map(image)).count == (isClass ? 3 : 1))
    }
}
