import GANCore
import GANTensor
import GANTestSupport
import Testing

@testable import ImageMetrics

/// Black images and white ones.
private struct BlackAndWhite: MeasuredImages {
    let name = "test"
    let count = 128
    /// Of the white ones.
    var white = 1

    func batch(_ range: Range<Int>) throws -> (levels: Tensor, classes: [Int]) {
        let isWhite = Tensor(range.map { Float($0 % 2) }, shape: [range.count, 1, 1, 1])
        return (Tensor.zeros([range.count, 1, 8, 8]) + isWhite * 255, range.map { $0 % 2 == 0 ? 1 - white : white })
    }
}

@Suite(.onChosenBackend) struct ClassificationAccuracyTests {
    /// By hand: of four images two are named right.
    @Test func byHand() {
        let found = ClassificationAccuracy(
            named: [0, 0, 1, 1], real: [0, 1, 1, 2], names: ["a", "b", "c", "d"], trainingCounts: [500, 50, 5, 200])
        #expect(found.accuracy == 0.5)
        #expect(found.classes.map(\.accuracy) == [1, 0.5, 0, nil])
        #expect(found.classes.map(\.reals) == [1, 2, 1, 0])
        #expect(found.groups == [.many: 1, .medium: 0.5, .few: 0])
    }

    /// A classifier learns from the generated images and is asked for the real ones: swapped labels make every answer wrong.
    @Test(arguments: [(1, 1.0), (0, 0.0)]) func learnsFromGeneratedImages(white: Int, accuracy: Double) throws {
        let facts = ClassificationAccuracy.ClassFacts(
            names: ["black", "white"], trainingCounts: [], channels: 1, seed: 1)
        let found = try ClassificationAccuracy(
            real: BlackAndWhite(), fake: BlackAndWhite(white: white), facts, epochs: 5
        ) { _, _, _ in }
        #expect(found.accuracy == accuracy)
    }
}
