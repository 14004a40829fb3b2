import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import ImageMetrics

@Suite(.onChosenBackend) struct NearestRowsTests {
    @Test func byHand() {
        let rows = Tensor([Float(0), 10], shape: [2, 1])
        let others = Tensor([Float(7), 1, -1, 10], shape: [4, 1])
        let found = NearestRows(of: rows, among: others, count: 2).neighbors
        #expect(found[0] == [.init(row: 1, distance: 1), .init(row: 2, distance: 1)])
        #expect(found[1] == [.init(row: 3, distance: 0), .init(row: 0, distance: 3)])
        #expect(NearestRows(of: rows, among: others, count: 9).neighbors[0].count == 4)
    }
}

@Suite(.onChosenBackend) struct PerceptualPathLengthTests {
    /// Without the lowest and the highest of a hundred and one.
    @Test func trims() {
        #expect(StyleWalk.trimmedMean((0...100).map(Double.init)) == 50)
        #expect(StyleWalk.trimmedMean([-1e9] + (1...99).map(Double.init) + [1e9]) == 50)
    }

    /// Halving every layer after W leaves a shorter way; the generator's mode comes back.
    @Test func followsTheGenerator() throws {
        let tiny = try tinyComposition()
        let extractor = LinearExtractor()
        let generator = try #require(tiny.generator as? any StyleGenerator)
        func score() throws -> Double {
            try StyleWalk(generator: generator, extractor: extractor, seed: 0)(
                count: 20, labels: { range, _ in .zeros([range.count, 3]) }, { _ in })
        }
        let before = try score()
        let again = try score()
        #expect(before > 0 && before == again)
        for (path, parameter) in tiny.generator.parameters() where path.hasPrefix("output") {
            parameter.wrappedValue = parameter.wrappedValue * 0.1
        }
        let shorter = try score()
        #expect(shorter < before / 4)
        #expect(tiny.generator.isTraining)
    }

}

final class LinearExtractor: FeatureExtractor {
    static let name = "linear"
    static let summary = "pixels"
    let dimension = 16
    let preparation = ImagePreparation(side: 4, .bilinear, clips: true, centers: [127.5], scales: [127.5])

    init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func features(of images: Tensor) -> ExtractedFeatures {
        ExtractedFeatures(rows: images.reshaped(images.shape[0], -1))
    }
}
