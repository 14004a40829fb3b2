import GANComponentTesting
import GANCore
import GANTensor
import OwnRoles
import Testing

@Suite struct OwnExtractorTests {
    /// By hand: black images with one white pixel, whose square has the mean 1 / 16.
    @Test func averagesSquares() throws {
        let extractor = try OwnExtractor(NoSettings(), testBuild("features", .squares(16)))
        var levels = [Float](repeating: 0, count: 2 * 256)
        levels[256 + 5 * 16 + 15] = 255
        let rows = try extractor(Tensor(levels, shape: [2, 1, 16, 16])).rows
        #expect(rows.shape == [2, extractor.dimension])
        var expected = [Float](repeating: 0, count: 32)
        expected[16 + 7] = 1 / 16
        #expect(rows.scalars(as: Float.self) == expected)
    }
}
