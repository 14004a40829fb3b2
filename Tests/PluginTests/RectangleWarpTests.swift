import GANCore
import GANTensor
import GANTestSupport
import Testing

@testable import Augmenters

/// ADA and DiffAugment on images that are not square.
@Suite(.onChosenBackend) struct RectangleWarpTests {
    /// Numbers of numpy: Tests/Reference/warp.py. The margins are those of both maps together.
    @Test func theWarpIsThatOfNumpy() {
        let (height, width) = (5, 9)
        let pixels = (0..<height * width).map { index -> Float in
            let (y, x) = index.quotientAndRemainder(dividingBy: width)
            return Float((3 * x + 7 * y + x * y) % 11) / 10
        }
        let images = Tensor(pixels, shape: [1, 1, height, width]).repeated(2, axis: 0)
        let maps = [
            PlaneMap.rotation(0.5) * PlaneMap.scale(0.8, 1.1) * PlaneMap.translation(0.75, -0.5),
            PlaneMap.rotation(.pi / 2),
        ]
        let warped = Warp(height: height, width: width)(images, maps)
        #expect(warped.shape == [2, 1, height, width])
        #expect(relativeError(warped, Tensor(Self.expected, shape: warped.shape)) < 1e-5)
    }

    private static let expected: [Float] = [
        0.743218, 0.172334, 0.200704, 0.640646, 0.738342, 0.931482, 0.395072, 0.544256, 0.388347, 0.779048, 0.73293,
        0.120677, 0.205985, 0.685926, 0.649073, 0.16713, 0.836619, 0.764295, 0.568057, 0.857257, 0.505005, 0.073202,
        0.52086, 0.262105, 0.164679, 0.710169, 0.363093, 0.190248, 0.411667, 0.714787, 0.301418, 0.226886, 0.724913,
        0.482148, 0.142612, 0.350256, 0.778239, 0.115194, 0.242803, 0.58548, 0.080577, 0.44177, 0.787178, 0.25011,
        0.503494, -0.06383, 0.810096, 0.748419, 0.810096, -0.062025, 0.23118, 0.296155, 0.23118, -0.062162, 0.592632,
        0.59649, 0.395054, 0.59649, 0.597933, 0.6564, 0.839738, 0.6564, 0.597881, 0.138218, 0.061468, 0.099936,
        0.061468, 0.139253, 0.136615, 0.165233, 0.136615, 0.139209, 0.664512, 0.734035, 0.858367, 0.734035, 0.666745,
        0.538166, 0.403656, 0.538166, 0.666474, 0.237354, 0.499996, 0.642272, 0.499996, 0.244444, 0.102429, 0.954213,
        0.102429, 0.244239,
    ]

    /// A part of the side is one of the axis's own side: by hand, an eighth of 32 columns are 4 and of 8 rows 1.
    @Test func movesAreRelativeToEachSide() {
        let draws = AugmentationDraws(
            count: 1, p: 1, percentile: 1, random: RandomStream(seed: 1, path: "draws"))
        let maps = GeometricMoves([.xint], draws).maps(of: .zeros([1, 1, 8, 32]))
        #expect((maps[0].x0, maps[0].y0) == (-4, -1) && (maps[0].xx, maps[0].yy) == (1, 1))
    }

    @Test func everyTransformKeepsTheShape() throws {
        let data = DatasetInfo(count: 1, channels: 3, height: 6, width: 20, labelKind: .none, labelSize: 0)
        var settings = ADA.Settings()
        (settings.preset, settings.p) = (.bgcfnc, 1)
        let images = RandomStream(seed: 2, path: "images").normal([3, 3, 6, 20])
        let augmenters: [any Augmenter] = try [
            ADA(settings, testBuild("augment", data)), DiffAugment(.init(), testBuild("augment", data)),
            FlipAndShift(.init(), testBuild("augment", data)),
        ]
        for augmenter in augmenters {
            let changed = try augmenter(images, random: RandomStream(seed: 3, path: "draws"))
            #expect(changed.shape == images.shape && changed.isFinite())
            #expect(bits(changed) != bits(images))
        }
    }
}
