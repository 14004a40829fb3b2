import Foundation
import GANData
import GANTestSupport
import Testing

@testable import GANZooCLI

/// `ganzoo film`, and the formats of `ganzoo generate interpolation`.
@Suite struct FilmCommandTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private func ganzoo(_ arguments: [String], path: String? = nil) throws -> Program {
        try Program.run(
            Program.products.appending(path: "ganzoo").path, arguments,
            environment: path.map { ["PATH": $0] } ?? [:])
    }

    /// A run of two steps, with sheets of three points in time.
    private func trained() throws -> String {
        let run = place.path("run")
        try TrainedRun.copy(of: Recipes.tiny, ["train.kimg=0.016", "train.sample_kimg=0.008"], to: run)
        return run
    }

    private func bytes(_ path: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    }

    @Test func showsTheSheetsOfTraining() throws {
        let run = try trained()
        let usual = try ganzoo(["film", "--run", run])
        #expect(
            usual.output == "\(run)/generated/film.gif: 3 sheets, 0 to 0.016 kimg, 5 per second\n", "\(usual.errors)")
        #expect(try bytes("\(run)/generated/film.gif").starts(with: Array("GIF89a".utf8)))
        // Another version of the program drew the first one.
        try PictureFixture.write(width: 9, height: 9, to: "\(run)/samples/fakes-000000.png")
        let rest = try ganzoo(["film", "--run", run, "--fps", "30"])
        #expect(
            rest.output == """
                note: 1 sheet of another size than the newest one is left out
                \(run)/generated/film-2.gif: 2 sheets, 0.008 to 0.016 kimg, 33.3 per second

                """)
    }

    @Test(.enabled(if: ImageLibrary.film.problem == nil, "libwebpmux3 is not installed")) func writesAnimatedWebP()
        throws
    {
        let run = try trained()
        let (film, walk) = (place.path("film.webp"), place.path("walk.webp"))
        let made = try ganzoo(["film", "--run", run, "--out", film])
        #expect(made.output == "\(film): 3 sheets, 0 to 0.016 kimg, 5 per second\n", "\(made.errors)")
        let walked = try ganzoo(
            [
                "generate", "interpolation", "--run", run, "--classes", "0", "--seeds", "0,1", "--frames", "2", "--fps",
                "30", "--out", walk,
            ])
        #expect(walked.output.hasSuffix("\n\(walk): 4 frames of 1 × 2, 30 per second\n"), "\(walked.errors)")
        for path in [film, walk] {
            let start = try bytes(path).prefix(16)
            #expect(start.starts(with: Array("RIFF".utf8)) && start.dropFirst(8).elementsEqual(Array("WEBPVP8X".utf8)))
        }
    }

    /// Before images are made, and without a part of a file.
    @Test func saysWhatIsMissing() throws {
        let run = try trained()
        let film = place.path("film.mp4")
        let walk = ["generate", "interpolation", "--run", run, "--seeds", "0,1"]
        for command in [["film", "--run", run], walk] {
            let program = try ganzoo(command + ["--out", film], path: place.path("empty"))
            #expect(program.status == 1)
            #expect(
                program.errors.hasSuffix(
                    """
                    ganzoo: \(film): MP4 is written by the program ffmpeg, which is not installed
                      fix: install Debian's ffmpeg, or let the name end in .webp or .gif

                    """), "\(program.errors)")
            let other = try ganzoo(command + ["--out", place.path("film.avi")])
            #expect(
                other.errors.hasSuffix(
                    """
                    ganzoo: \(place.path("film.avi")) must end in .gif, .webp or .mp4, the formats that are written
                      fix: --out \(place.path("film.gif"))

                    """), "\(other.errors)")
        }
        #expect(try place.names == ["run"])
        try FileManager.default.removeItem(atPath: "\(run)/samples")
        let none = try ganzoo(["film", "--run", run])
        #expect(
            none.errors
                == "ganzoo: \(run) has 0 sheets of generated images, but a film needs two\n  fix: train longer, or lower train.sample_kimg\n"
        )
        let missing = try ganzoo(["film", "--run", place.path("nowhere")])
        #expect(
            missing.status == 1 && missing.errors.hasPrefix("ganzoo: \(place.path("nowhere"))/metrics.jsonl: it cannot")
        )
        #expect(try place.names == ["run"])
        #expect(try ganzoo(["film", "--run", run, "--fps", "0"]).errors.hasPrefix("Error: --fps 0 is not in 1 ... 50"))
    }

    /// Links in a run may point anywhere; a damaged sheet is named.
    @Test func readsNoLinks() throws {
        let run = try trained()
        let sheet = "\(run)/samples/fakes-000001.png"
        try FileManager.default.removeItem(atPath: sheet)
        try FileManager.default.createSymbolicLink(atPath: sheet, withDestinationPath: "/etc/passwd")
        let linked = try ganzoo(["film", "--run", run])
        #expect(
            linked.status == 1 && linked.errors.hasPrefix("ganzoo: \(sheet): it cannot be read: it is a symbolic link"))
        try FileManager.default.removeItem(atPath: sheet)
        try "no picture".write(toFile: sheet, atomically: true, encoding: .utf8)
        let damaged = try ganzoo(["film", "--run", run])
        #expect(damaged.status == 1 && damaged.errors.hasPrefix("ganzoo: \(sheet): "), "\(damaged.errors)")
        #expect(!FileManager.default.fileExists(atPath: "\(run)/generated/film.gif"))
    }

    /// Ctrl-C while the encoder works leaves neither a file nor the encoder.
    @Test(.timeLimit(.minutes(10))) func anInterruptedFilmLeavesNothing() throws {
        let run = try trained()
        let pipe = place.path("pipe")
        try #require(mkfifo(pipe, 0o600) == 0)
        let script = "#!/bin/sh\nexec 3> '\(pipe)'\necho begun >&3\nexec sleep 1000\n"
        let folder = place.folder.appending(path: "bin").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try script.write(toFile: "\(folder)/ffmpeg", atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/ffmpeg")
        let process = Process()
        // Whoever starts tests in the background lets them ignore Ctrl-C.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "--default-signal=INT", Program.products.appending(path: "ganzoo").path, "film", "--run", run, "--out",
            place.path("film.mp4"),
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(["PATH": "\(folder):/usr/bin:/bin"]) { $1 }
        try process.run()
        let encoder = try #require(FileHandle(forReadingAtPath: pipe))
        #expect(try encoder.read(upToCount: 6) == Data("begun\n".utf8))
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGINT)
        // The end of the pipe comes when the encoder has ended.
        #expect(try encoder.readToEnd() == nil)
        #expect(
            try place.names == ["bin", "pipe", "run"] && !FileManager.default.fileExists(atPath: "\(run)/generated"))
    }
}

/// A picture of one level.
private enum PictureFixture {
    static func write(width: Int, height: Int, to path: String) throws {
        let image = RasterImage(
            width: width, height: height, channels: 1, pixels: .init(repeating: 7, count: width * height))
        try Data(ImageCodec.encodePNG(image)).write(to: URL(fileURLWithPath: path))
    }
}
