import Foundation
import GANData

/// The format of a film's file.
package enum FilmFormat: String, Sendable, CaseIterable {
    /// At most 256 colors.
    case gif
    /// Animated WebP: every color, without loss.
    case webp
    /// What the installed ffmpeg makes of the frames, with loss.
    case mp4

    /// The format that the ending of a path names; nil for other endings.
    package init?(path: String) { self.init(rawValue: URL(fileURLWithPath: path).pathExtension.lowercased()) }

    var title: String {
        switch self {
        case .gif: "a GIF"
        case .webp: "a WebP film"
        case .mp4: "an MP4 film"
        }
    }

    /// The longest side in pixels. That of MP4 is the encoder's.
    package var longestSide: Int {
        switch self {
        case .gif: 65_535
        case .webp: AnimatedWebP.longestSide
        case .mp4: 16_384
        }
    }

    /// The path of the program that writes MP4; nil if it is not installed.
    package static var ffmpeg: String? { (try? FFmpeg())?.program }

    /// What writes the format must be installed; it is looked for before frames are made, which takes long.
    /// - Throws: `FilmError` if it is missing.
    package func checkIsWritable() throws(FilmError) {
        switch self {
        case .gif: break
        case .webp:
            guard let problem = ImageLibrary.film.problem else { return }
            throw FilmError(
                "\(ImageLibrary.film.rawValue), which writes \(ImageLibrary.film.use), cannot be opened (\(problem))",
                fix: "install Debian's \(ImageLibrary.film.package), or let the name end in .gif")
        case .mp4: _ = try FFmpeg()
        }
    }

    /// The rate at which a film of this format is shown. The unit of time is 0.01 s in a GIF.
    package func rate(_ framesPerSecond: Double) -> Double {
        self == .gif ? 100 / Double(Self.hundredths(framesPerSecond)) : framesPerSecond
    }

    /// The time of a GIF's frame in hundredths of a second; browsers slow down frames shorter than 2.
    static func hundredths(_ framesPerSecond: Double) -> Int {
        Int(min(max((100 / framesPerSecond).rounded(), 1), 65_535))
    }
}
