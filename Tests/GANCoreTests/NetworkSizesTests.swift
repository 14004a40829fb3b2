import GANCore
import Testing

/// Starts and doublings by hand.
@Suite struct NetworkSizesTests {
    private static func size(_ height: Int, _ width: Int) -> ImageSize { ImageSize(width: width, height: height) }

    @Test(arguments: [4, 8, 16, 32, 64, 128, 256, 512, 1024]) func powersOfTwoStartAtFour(_ side: Int) throws {
        let sizes = try #require(NetworkSizes(of: ImageSize(side: side)))
        #expect(sizes.start == 4 && sizes.resolution == side)
        #expect(sizes.resolutions.allSatisfy { sizes[$0] == ImageSize(side: $0) })
        #expect(sizes.names(of: sizes.resolutions) == sizes.resolutions.map(String.init).joined(separator: ", "))
    }

    @Test(arguments: [
        (size(48, 48), size(3, 3), 4), (size(96, 96), size(3, 3), 5), (size(24, 24), size(3, 3), 3),
        (size(6, 6), size(3, 3), 1), (size(5, 5), size(5, 5), 0), (size(28, 28), size(7, 7), 2),
        (size(64, 96), size(4, 6), 4), (size(96, 64), size(6, 4), 4), (size(48, 64), size(3, 4), 4),
        (size(64, 1024), size(4, 64), 4), (size(180, 320), size(45, 80), -1), (size(50, 50), size(25, 25), -1),
        (size(36, 36), size(9, 9), -1), (size(2, 2), size(2, 2), -1), (size(0, 0), size(0, 0), -1),
        (size(3, 8), size(3, 8), 0), (size(6, 9), size(6, 9), 0),
    ])
    func theStartIsTheSmallestOfThreePixels(_ images: ImageSize, _ start: ImageSize, _ doublings: Int) {
        let sizes = NetworkSizes(of: images)
        #expect(sizes?.start == (doublings < 0 ? nil : start))
        #expect(sizes?.doublings == (doublings < 0 ? nil : doublings))
        if let sizes { #expect(sizes[sizes.resolution] == images) }
    }

    @Test func numbersHaveSizes() throws {
        let sizes = try #require(NetworkSizes(of: Self.size(48, 64)))
        #expect(sizes.resolutions == [4, 8, 16, 32, 64])
        #expect(sizes[16] == Self.size(12, 16))
        #expect(sizes.names(of: [4, 64]) == "4 (4 × 3), 64 (64 × 48)")
    }

    @Test(arguments: [
        (size(50, 50), 0...14, "50 × 50", "any number of times", "48 or 56"),
        (size(100, 100), 1...14, "100 × 100", "once or more", "96 or 112"),
        (size(4, 4), 1...14, "4 × 4", "once or more", "6 or 8"),
        (size(16, 16), 3...7, "16 × 16", "3 to 7 times", "24 or 32"),
        (size(65, 96), 1...14, "96 × 65", "once or more", "[64, 96] or [56, 96] (height, width)"),
        (size(96, 65), 1...14, "65 × 96", "once or more", "[96, 64] or [96, 56] (height, width)"),
    ])
    func refusalsNameTheNearestSizes(
        _ images: ImageSize, _ doublings: ClosedRange<Int>, _ found: String, _ times: String, _ nearest: String
    ) {
        let error = #expect(throws: RecipeError.self) {
            _ = try NetworkSizes(of: images, doublings: doublings, "a network needs")
        }
        #expect(
            error?.problem
                == "the images are \(found), but a network needs a size that is a start, whose shorter side has 3 to 7 pixels, doubled \(times)"
        )
        #expect(error?.fix == "set data.resolution to \(nearest)")
    }

    /// Whatever is named fits.
    @Test func nearestSizesFit() throws {
        for (height, width) in [(1, 1), (33, 65), (9, 900), (4095, 17), (2, 7), (71, 71)] {
            let images = Self.size(height, width)
            let error = #expect(throws: RecipeError.self) {
                _ = try NetworkSizes(of: images, doublings: 1...14, "a network needs")
            }
            let named = try #require(error?.fix).matches(of: /\[(\d+), (\d+)\]|(\d+)/)
            let sizes = named.compactMap { match -> ImageSize? in
                let (_, height, width, side) = match.output
                return Int(height ?? side ?? "").flatMap { height in
                    Int(width ?? side ?? "").map { Self.size(height, $0) }
                }
            }
            #expect(sizes.count == 2)
            for size in sizes { #expect((NetworkSizes(of: size)?.doublings ?? 0) >= 1, "\(size)") }
        }
    }
}
