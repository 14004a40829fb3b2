import GANData
import Testing

@testable import GANPictures

@Suite struct AnimationTests {
    private func pixel(_ index: Int, _ step: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: (index &* 2_654_435_761) >> 7 &+ step)
    }

    @Test func grayFramesComeBackExactly() throws {
        let frames = (0..<3).map { step in
            RasterImage(width: 40, height: 30, channels: 1, pixels: (0..<1200).map { pixel($0, step * 40) })
        }
        let read = try #require(ReadGIF(Animation(frames: frames, delay: 7).gif()))
        #expect([read.width, read.height] == [40, 30])
        #expect(read.frames.map { $0.colors.map(\.red) } == frames.map(\.pixels))
        #expect(read.frames.allSatisfy { $0.colors.allSatisfy { $0.red == $0.green && $0.green == $0.blue } })
        #expect(read.frames.map(\.delay) == [7, 7, 7])
        #expect(read.repeats == 0)
    }

    @Test(arguments: [2, 256]) func fewColorsComeBackExactly(_ count: Int) throws {
        let palette = (0..<count).map { [UInt8($0), UInt8(255 - $0), UInt8($0 ^ 0x5A)] }
        let frame = RasterImage(
            width: 32, height: 16, channels: 3, pixels: (0..<512).flatMap { palette[$0 % count] })
        let read = try #require(ReadGIF(Animation(frames: [frame, frame], delay: 300).gif()))
        #expect(read.frames.count == 2)
        #expect(read.frames[1].colors.flatMap { [$0.red, $0.green, $0.blue] } == frame.pixels)
        #expect(read.frames[1].delay == 300)
    }

    /// A plane of 4,096 colors on paper: the paper stays as it is, and the rest is right on average over dithering's 8 × 8.
    @Test func manyColorsAreRightOnAverage() throws {
        let paper: [UInt8] = [240, 240, 240]
        let pixels = (0..<64 * 80).flatMap { position -> [UInt8] in
            let (x, y) = (position % 80, position / 80)
            return x < 16 ? paper : [UInt8((x - 16) * 4), UInt8(y * 4), 90]
        }
        let frame = RasterImage(width: 80, height: 64, channels: 3, pixels: pixels)
        let bytes = try Animation(frames: [frame], delay: 5).gif()
        let read = try #require(ReadGIF(bytes))
        let colors = read.frames[0].colors
        #expect(Set(colors).count <= 256 && Set(colors).count > 200)
        for y in 0..<64 { #expect(colors[y * 80..<y * 80 + 16].allSatisfy { $0.number == 0xF0F0F0 }) }
        for (top, left) in [(8, 24), (24, 40), (40, 32), (48, 64)] {
            var difference = SIMD3<Float>.zero
            for position in (0..<8).flatMap({ y in (0..<8).map { (top + y) * 80 + left + $0 } }) {
                difference += colors[position].vector - Color(pixels, at: position * 3).vector
            }
            #expect((difference / 64).squaredLength.squareRoot() < 3)
        }
    }

    /// The same bytes each time: nothing depends on the order of a dictionary.
    @Test func isTheSameEveryTime() throws {
        let frame = RasterImage(width: 24, height: 24, channels: 3, pixels: (0..<1728).map { pixel($0, 0) })
        let first = try Animation(frames: [frame], delay: 5).gif()
        for _ in 0..<2 { #expect(try Animation(frames: [frame], delay: 5).gif() == first) }
    }

    @Test func refusesWhatTheFormatCannotHold() {
        let frame = RasterImage(width: 65_536, height: 1, channels: 1, pixels: .init(repeating: 0, count: 65_536))
        #expect {
            try Animation(frames: [frame], delay: 5).gif()
        } throws: {
            "\($0)" == "a GIF has at most 65535 x 65535 pixels, not 65536 x 1\n  fix: use fewer or smaller images"
        }
    }
}
