import GANCore
import Testing

@testable import GANData

@Suite struct ResizingTests {
    static let expected = (try? Fixtures.names("resize"))?.filter { $0.contains("-") } ?? []

    /// The brief is one gray level; it is none, because the weights are rounded as Pillow rounds them.
    @Test(arguments: expected) func resizesAsPillow(_ name: String) throws {
        let filter = try #require(ResizeFilter(rawValue: String(name.prefix { $0 != "-" })))
        let source = try Fixtures.portable("resize/source.ppm")
        let expected = try Fixtures.portable("resize/\(name)")
        let resized = source.resized(width: expected.width, height: expected.height, filter)
        #expect(largestDifference(resized, expected) == 0)
    }

    /// Images as large as the first of a set take a short cut; others do not.
    @Test(arguments: [9, 23]) func fittingCropsAndResizes(firstSide: Int) throws {
        let source = try Fixtures.portable("resize/source.ppm")
        let first = RasterImage(
            width: firstSide, height: firstSide, channels: 1, pixels: .init(repeating: 0, count: firstSide * firstSide))
        let fitting = ImageFitting(ImageSettings(resolution: 8, channels: .rgb), first: StoredImage(first))
        let expected = source.centralSquare.resized(width: 8, height: 8, .lanczos)
        #expect(try fitting.fit(StoredImage(source), place: "") == expected.planar)
    }

    @Test func thereAreFixtures() { #expect(Self.expected.count == 24) }

    @Test func grayIsPillowsLuma() throws {
        let source = try Fixtures.portable("resize/source.ppm")
        #expect(source.converted(toChannels: 1) == (try Fixtures.portable("resize/luma.pgm")))
    }

    /// torchvision's center_crop: of three surplus pixels, round(1.5) = 2 go to the left; of one, round(0.5) = 0.
    @Test(arguments: [(2, 5, 2), (2, 3, 0), (3, 8, 2), (2, 4, 1)]) func cropsTheCenter(
        side: Int, long: Int, start: Int
    ) {
        let pixels = (0..<(side * long)).map { UInt8($0 % long) }
        let wide = RasterImage(width: long, height: side, channels: 1, pixels: pixels)
        #expect(Array(wide.centralSquare.pixels.prefix(side)) == (start..<(start + side)).map { UInt8($0) })
        let tall = RasterImage(width: side, height: long, channels: 1, pixels: (0..<(side * long)).map { UInt8($0) })
        #expect(tall.centralSquare.pixels.first == UInt8(start * side))
    }
}
