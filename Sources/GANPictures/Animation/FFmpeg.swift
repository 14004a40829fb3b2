import CGANSupport
import Foundation
import GANData
import GANModule

/// The program ffmpeg, which encodes videos. It is started without a shell, gets raw frames, and writes into memory, so no killed process
/// leaves a part of a file.
struct FFmpeg {
    let program: String

    /// - Throws: `FilmError` if it is not installed.
    init(path: String? = ProcessInfo.processInfo.environment["PATH"]) throws(FilmError) {
        // Others depend on the working folder, whose files may be a stranger's.
        let folders = (path ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
        let places = folders.map { "\($0)/ffmpeg" }
        guard let place = places.first(where: FileManager.default.isExecutableFile) else {
            throw FilmError(
                "MP4 is written by the program ffmpeg, which is not installed",
                fix: "install Debian's ffmpeg, or let the name end in .webp or .gif")
        }
        program = place
    }

    /// The bytes of an MP4 file.
    /// - Throws: `FilmError` with what ffmpeg says.
    func mp4(_ animation: Animation) throws(FilmError) -> [UInt8] {
        var encoder = try started(Self.arguments(animation))
        defer { unsafe ganzoo_close_encoder(&encoder) }
        for frame in animation.frames {
            let pixels = frame.converted(toChannels: 3).pixels
            // A program that has ended says why below.
            guard unsafe ganzoo_feed_encoder(&encoder, pixels, pixels.count) == 0 else { break }
        }
        let status = unsafe ganzoo_await_encoder(&encoder)
        let film = Self.content(encoder.output)
        guard status == 0, !film.isEmpty else {
            let said =
                String(decoding: Self.content(encoder.errors), as: UTF8.self)
                .split(whereSeparator: \.isNewline).last.map(String.init) ?? "it ended with status \(status)"
            throw FilmError("ffmpeg cannot write the film: \(said)", fix: "let the name end in .webp or .gif")
        }
        return film
    }

    /// Frames are padded to even sides, which colors at half the resolution need. The encoder is ffmpeg's choice for MP4: H.264 if it was built
    /// with it, in a quality that H.264 is hardly told from the frames with; others ignore that option. Colors are those of HDTV, and are marked
    /// so; players assume different ones for unmarked files.
    private static func arguments(_ animation: Animation) -> [String] {
        let (width, height) = (animation.frames[0].width, animation.frames[0].height)
        let filter =
            "pad=ceil(iw/2)*2:ceil(ih/2)*2:color=0xf0f0f0,scale=out_color_matrix=bt709:flags=accurate_rnd+full_chroma_int"
        return [
            "-nostdin", "-loglevel", "error", "-f", "rawvideo", "-pixel_format", "rgb24", "-video_size",
            "\(width)x\(height)", "-framerate", "\(animation.framesPerSecond)", "-i", "pipe:0", "-vf", filter,
            "-pix_fmt", "yuv420p", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-crf",
            "18",
            "-movflags", "+faststart", "-f", "mp4", "-y", "/proc/self/fd/1",
        ]
    }

    private func started(_ arguments: [String]) throws(FilmError) -> ganzoo_encoder {
        var encoder = ganzoo_encoder()
        let texts = unsafe ([program] + arguments).map { unsafe strdup($0) }
        defer { for index in unsafe texts.indices { unsafe free(texts[index]) } }
        let status = unsafe ganzoo_start_encoder(program, texts + [nil], &encoder)
        guard status == 0 else {
            throw FilmError(
                "\(program) cannot be started: \(SystemError(code: -status).reason)", fix: "close other programs")
        }
        return encoder
    }

    private static func content(_ descriptor: Int32) -> [UInt8] {
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        try? file.seek(toOffset: 0)
        return (try? file.readToEnd()).map { Array($0) } ?? []
    }
}
