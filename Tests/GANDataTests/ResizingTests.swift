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
        let expected = source.center(ImageSize(side: min(source.width, source.height))).resized(
            width: 8, height: 8, .lanczos)
        #expect(try fitting.fit(StoredImage(source), place: "") == expected.planar)
    }

    static let fitted = (try? Fixtures.names("fit")) ?? []

    /// `fit/tall-pad-16.ppm`: the source turned, padded to 16 × 16 over a color.
    @Test(arguments: fitted) func fitsAsPillow(_ name: String) throws {
        let expected = try Fixtures.portable("fit/\(name)")
        let orientation = name.hasPrefix("tall") ? 5 : 1
        let source = StoredImage(try Fixtures.portable("resize/source.ppm").turned(fromExif: orientation))
        var settings = ImageSettings(resolution: expected.size, channels: .rgb)
        settings.fit = name.contains("pad") ? .pad : .stretch
        settings.background = [10, 200, 30]
        let fitting = ImageFitting(settings, first: source)
        #expect(try fitting.fit(source, place: "") == expected.planar)
    }

    @Test func thereAreFittedFixtures() { #expect(Self.fitted.count == 24) }

    /// A gray image gets the luma of the background: (10 · 19595 + 200 · 38470 + 30 · 7471 + 2¹⁵) / 2¹⁶ = 124.
    @Test func grayIsPaddedWithLuma() throws {
        var settings = ImageSettings(resolution: 3, channels: .gray)
        (settings.fit, settings.background) = (.pad, [10, 200, 30])
        let wide = StoredImage(RasterImage(width: 3, height: 1, channels: 1, pixels: [1, 2, 3]))
        let fitting = ImageFitting(settings, first: wide)
        #expect(try fitting.fit(wide, place: "") == [124, 124, 124, 1, 2, 3, 124, 124, 124])
    }

    /// However long an image is, a row of it stays.
    @Test func aLineIsPadded() throws {
        var settings = ImageSettings(resolution: 4, channels: .gray)
        settings.fit = .pad
        let line = StoredImage(RasterImage(width: 100, height: 1, channels: 1, pixels: .init(repeating: 7, count: 100)))
        #expect(try ImageFitting(settings, first: line).fit(line, place: "").count { $0 == 7 } == 4)
    }

    @Test func fitNeedsAResolution() {
        var settings = ImageSettings(resolution: nil, channels: .rgb)
        settings.fit = .pad
        #expect(
            settings.conflicts().map { [$0.key, $0.problem, $0.fix] } == [
                [
                    "fit", "without `resolution` images keep their shape, so `pad` has no effect",
                    "set resolution: to the side of the images in pixels, or to [height, width], or remove fit:",
                ]
            ])
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
        #expect(
            Array(wide.center(ImageSize(side: side)).pixels.prefix(side)) == (start..<(start + side)).map { UInt8($0) })
        let tall = RasterImage(width: side, height: long, channels: 1, pixels: (0..<(side * long)).map { UInt8($0) })
        #expect(tall.center(ImageSize(side: side)).pixels.first == UInt8(start * side))
    }

    /// By hand: the largest part of 9 × 6 pixels with the shape 1:2 is 3 × 6, from column 3 on; with the shape 3:1 it is 9 × 3,
    /// and of the surplus of 3 rows round(1.5) = 2 go to the top.
    @Test(arguments: [(ImageSize(width: 3, height: 6), 3, 0), (ImageSize(width: 9, height: 3), 0, 2)])
    func cropsTheCenterToAShape(_ size: ImageSize, _ left: Int, _ top: Int) throws {
        let source = RasterImage(width: 9, height: 6, channels: 1, pixels: (0..<54).map { UInt8($0) })
        let fitting = ImageFitting(ImageSettings(resolution: size, channels: .gray), first: StoredImage(source))
        let expected = (0..<size.height).flatMap { row in
            (0..<size.width).map { UInt8((top + row) * 9 + left + $0) }
        }
        #expect(try fitting.fit(StoredImage(source), place: "") == expected)
        let half = ImageSize(width: size.width * 2, height: size.height * 2)
        let larger = ImageFitting(ImageSettings(resolution: half, channels: .gray), first: StoredImage(source))
        #expect(try larger.fit(StoredImage(source), place: "").count == size.width * size.height * 4)
        #expect((larger.height, larger.width) == (half.height, half.width))
    }

    private func storedFacts(_ sizes: (width: Int, height: Int)...) -> StoredFacts {
        sizes.reduce(into: StoredFacts()) { all, size in
            let pixels = [UInt8](repeating: 0, count: size.width * size.height)
            let image = RasterImage(width: size.width, height: size.height, channels: 1, pixels: pixels)
            all.add(StoredFacts(StoredImage(image)))
        }
    }

    /// Neither the smallest nor the largest image has another shape than the result.
    @Test(arguments: [(3, 7), (8, 3), (4, 4)]) func noticesAnOddImageOfMiddleSize(_ width: Int, _ height: Int) throws {
        let settings = ImageSettings(resolution: ImageSize(width: 3, height: 2), channels: .gray)
        func changes(_ facts: StoredFacts) -> [String]? {
            ImageFitting(settings, channels: 1, height: 2, width: 3).storedImages(facts)?.changes
        }
        let even = storedFacts((3, 2), (6, 4), (9, 6))
        let odd = storedFacts((3, 2), (9, 6), (width, height), (6, 4))
        #expect(changes(even) == ["resized by lanczos"])
        #expect(changes(odd) == ["cropped to the shape of 3×2", "resized by lanczos"])
        #expect((odd.smallest, odd.largest) == (even.smallest, even.largest))
        for facts in [even, odd, StoredFacts()] { #expect(StoredFacts(words: facts.words) == facts) }
        #expect(storedFacts((9, 6), (6, 4), (width, height), (3, 2)) == odd, "the order does not count")
    }

    /// What is said of the steps names the shape.
    @Test func namesTheShapeOfTheResult() {
        let facts = storedFacts((9, 6))
        func changes(_ size: ImageSize, _ fit: FitChoice) -> [String]? {
            var settings = ImageSettings(resolution: size, channels: .gray)
            settings.fit = fit
            return ImageFitting(settings, channels: 1, height: 6, width: 9).storedImages(facts)?.changes
        }
        let same = ImageSize(width: 9, height: 6)
        #expect(changes(same, .crop) == [] && changes(same, .pad) == [] && changes(same, .stretch) == [])
        #expect(changes(same * 2, .pad) == ["resized by lanczos"])
        #expect(changes(ImageSize(width: 3, height: 6), .crop) == ["cropped to the shape of 3×6"])
        #expect(changes(ImageSize(width: 6, height: 6), .crop) == ["cropped to the central square"])
        #expect(
            changes(ImageSize(width: 9, height: 8), .pad) == ["padded to the shape of 9×8"]
                && changes(ImageSize(width: 9, height: 8), .stretch)
                    == ["stretched to the shape of 9×8", "resized by lanczos"]
        )
    }
}
