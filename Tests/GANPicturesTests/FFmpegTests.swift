import Foundation
import GANData
import GANTestSupport
import Testing

@testable import GANPictures

@Suite struct FFmpegTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    /// A program in place of ffmpeg.
    private func ffmpeg(_ script: String) throws -> FFmpeg {
        let path = try place.write("ffmpeg", "#!/bin/sh\n\(script)\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return try FFmpeg(path: "/nowhere:\(place.folder.path)")
    }

    /// Smooth, as a video with loss needs it. The sides are odd.
    private static func frame(_ step: Int) -> RasterImage {
        var pixels: [UInt8] = []
        for row in 0..<45 {
            for column in 0..<65 { pixels += [UInt8(column * 3), UInt8(row * 5), UInt8(40 + 30 * step)] }
        }
        return RasterImage(width: 65, height: 45, channels: 3, pixels: pixels)
    }

    private static let film = Animation(frames: (0..<5).map(frame), framesPerSecond: 8)

    /// What the program gets is its standard input, and what it writes is the film.
    @Test func framesComeOneAfterTheOther() throws {
        let film = try ffmpeg("cat").mp4(Self.film)
        #expect(film == Self.film.frames.flatMap(\.pixels))
        let gray = RasterImage(width: 2, height: 1, channels: 1, pixels: [3, 200])
        let grays = try ffmpeg("cat").mp4(Animation(frames: [gray], framesPerSecond: 1))
        #expect(grays == [3, 3, 3, 200, 200, 200])
    }

    /// Also where it ends before it has read all frames.
    @Test func saysWhatTheProgramSaid() throws {
        let problems = [
            ("cat > /dev/null; echo first >&2; echo 'no encoder for H.264' >&2; exit 1", "no encoder for H.264"),
            ("exit 3", "it ended with status 3"), ("kill -9 $$", "it ended with status 137"),
            ("cat > /dev/null", "it ended with status 0"),
        ]
        for (script, said) in problems {
            let error = #expect(throws: FilmError.self) { try ffmpeg(script).mp4(Self.film) }
            #expect(
                error?.description
                    == "ffmpeg cannot write the film: \(said)\n  fix: let the name end in .webp or .gif", "\(script)")
        }
    }

    @Test func withoutTheProgramItSaysWhatToInstall() throws {
        try place.write("ffmpeg", "no program")
        for path in [nil, "", ".", place.folder.path] {
            let error = #expect(throws: FilmError.self) { try FFmpeg(path: path) }
            #expect(
                error?.description
                    == "MP4 is written by the program ffmpeg, which is not installed"
                    + "\n  fix: install Debian's ffmpeg, or let the name end in .webp or .gif")
        }
    }

    private static let isInstalled = (try? FFmpeg()) != nil

    /// ffmpeg itself reads the frames again.
    @Test(.enabled(if: isInstalled, "ffmpeg is not installed")) func theFilmIsThatOfTheFrames() throws {
        let bytes = try Self.film.bytes(.mp4)
        let path = place.path("film.mp4")
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let raw = place.path("raw")
        let read = try Program.run(
            "/usr/bin/env",
            ["ffmpeg", "-nostdin", "-loglevel", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", raw])
        try #require(read.status == 0, "\(read.errors)")
        let levels = try [UInt8](Data(contentsOf: URL(fileURLWithPath: raw)))
        // One column and one row of padding.
        try #require(levels.count == 5 * 66 * 46 * 3)
        var worst = 0
        for (index, frame) in Self.film.frames.enumerated() {
            // The last column and row share their colors with the padding.
            for row in 0..<44 {
                let start = (index * 46 + row) * 66 * 3
                let (found, own) = (levels[start..<start + 192], frame.pixels[row * 195..<row * 195 + 192])
                let differences: [Int] = zip(found, own).map { abs(Int($0) - Int($1)) }
                worst = max(worst, differences.max() ?? 0)
            }
        }
        #expect(worst < 24, "\(worst)")
        let probe = try Program.run(
            "/usr/bin/env", ["ffprobe", "-v", "error", "-show_entries", "stream=r_frame_rate", "-of", "csv=p=0", path])
        #expect(probe.output == "8/1\n", "\(probe.errors)")
    }
}
