import GANCore
import GANPictures

/// The file of a film.
struct FilmOutput {
    private let output: PictureOutput
    private let format: FilmFormat

    /// - Throws: `CommandFailure` if what writes the format that the name ends in is missing.
    init(_ output: PictureOutput) throws {
        (self.output, format) = (output, FilmFormat(path: output.path) ?? .gif)
        do { try format.checkIsWritable() } catch { throw CommandFailure.failed("\(output.path): \(error)") }
    }

    /// - Returns: the path that was written.
    /// - Throws: `CommandFailure`; no partial file is left.
    func write(_ film: Animation) throws -> String {
        let bytes: [UInt8]
        do { bytes = try film.bytes(format) } catch { throw CommandFailure.failed("\(output.path): \(error)") }
        return try output.write(bytes)
    }

    /// The rate at which the film is shown: "33.3 per second".
    func text(_ framesPerSecond: Int) -> String {
        "\(plainNumber((10 * format.rate(Double(framesPerSecond))).rounded() / 10)) per second"
    }
}

extension FilmFormat {
    /// Of files' names; the first is the default.
    static var endings: [String] { allCases.map(\.rawValue) }
}
