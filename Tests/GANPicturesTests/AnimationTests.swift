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
        let read = try #require(ReadGIF(Animation(frames: frames, framesPerSecond: 100.0 / 7).bytes(.gif)))
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
        let read = try #require(ReadGIF(Animation(frames: [frame, frame], framesPerSecond: 1.0 / 3).bytes(.gif)))
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
        let bytes = try Animation(frames: [frame], framesPerSecond: 20).bytes(.gif)
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
        let first = try Animation(frames: [frame], framesPerSecond: 20).bytes(.gif)
        for _ in 0..<2 { #expect(try Animation(frames: [frame], framesPerSecond: 20).bytes(.gif) == first) }
    }

    // MARK: WebP

    /// Noise that changes in a part of the picture, and a picture that stays for a frame: a frame may hold a rectangle alone.
    @Test(.enabled(if: ImageLibrary.film.problem == nil, "libwebpmux3 is not installed"), arguments: [1, 3])
    func webPKeepsEveryColor(_ channels: Int) throws {
        let frames = [0, 1, 1, 2].map { step in
            let pixels = (0..<40 * 30 * channels).map { pixel($0, $0 % 900 < 300 ? step * 40 : 0) }
            return RasterImage(width: 40, height: 30, channels: channels, pixels: pixels)
        }
        let read = try ReadWebP(Animation(frames: frames, framesPerSecond: 30).bytes(.webp))
        #expect([read.width, read.height] == [40, 30] && read.repeats == 0)
        var times: [Int: [UInt8]] = [:]
        var time = 0
        for frame in read.frames {
            times[time] = frame.pixels
            time += frame.milliseconds
        }
        // 1000 / 30 ms, rounded at each frame. A frame like the one before may be joined with it.
        #expect(time == 133)
        for (index, frame) in zip([0, 33, 67, 100], frames) where index != 67 {
            #expect(times[index] == frame.converted(toChannels: 3).pixels, "\(index) ms")
        }
        #expect(times[67].map { $0 == frames[2].converted(toChannels: 3).pixels } ?? true)
    }

    @Test(arguments: [
        (FilmFormat.gif, 65_536, "a GIF has at most 65535 × 65535"),
        (.webp, 16_384, "a WebP film has at most 16383 × 16383"),
        (.mp4, 16_385, "an MP4 film has at most 16384 × 16384"),
    ]) func refusesWhatTheFormatCannotHold(_ format: FilmFormat, _ side: Int, _ problem: String) {
        let frame = RasterImage(width: side, height: 1, channels: 1, pixels: .init(repeating: 0, count: side))
        #expect {
            try Animation(frames: [frame], framesPerSecond: 20).bytes(format)
        } throws: {
            "\($0)" == "\(problem) pixels, not \(side) × 1\n  fix: use fewer or smaller images"
        }
    }

    @Test func withoutALibraryItSaysWhatToInstall() {
        ImageLibrary.$hidden.withValue([.film]) {
            #expect {
                try FilmFormat.webp.checkIsWritable()
            } throws: {
                "\($0)"
                    == "libwebpmux, which writes animated WebP, cannot be opened (it is hidden)"
                    + "\n  fix: install Debian's libwebpmux3, or let the name end in .gif"
            }
        }
    }

    @Test(arguments: [(FilmFormat.gif, 30.0, 100.0 / 3), (.gif, 50, 50), (.webp, 30, 30), (.mp4, 30, 30)])
    func ratesAreThoseOfTheFormat(_ format: FilmFormat, _ asked: Double, _ shown: Double) {
        #expect(format.rate(asked) == shown)
    }
}
