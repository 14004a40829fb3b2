import GANModule

/// A text inside of a PNG file, which programs that show the image ignore: a chunk `iTXt` (PNG specification, third edition, section
/// 11.3.3.4).
enum PNGText {
    private static let kind = Array("iTXt".utf8)
    private static let signature = 8

    /// The file with the text after its header.
    /// - Parameters:
    ///   - keyword: 1 to 79 letters, digits or spaces.
    ///   - png: a whole PNG file.
    static func adding(_ text: String, named keyword: String, to png: [UInt8]) -> [UInt8] {
        guard let header = Chunk(png, at: signature) else { preconditionFailure("a PNG file has a header") }
        // Not compressed; without a language and a translated keyword.
        let data = Array(keyword.utf8) + [0, 0, 0, 0, 0] + Array(text.utf8)
        let body = kind + data
        let chunk = bytes(UInt32(data.count)) + body + bytes(Checksum.of(body))
        return Array(png[..<header.end]) + chunk + Array(png[header.end...])
    }

    /// The text of the keyword; nil if the file has none, or a larger one.
    /// - Parameter limit: in bytes.
    static func text(named keyword: String, of png: [UInt8], limit: Int) -> String? {
        let head = Array(keyword.utf8) + [0, 0, 0, 0, 0]
        var place = signature
        while let chunk = Chunk(png, at: place) {
            let data = png[chunk.data]
            if chunk.kind == kind, data.count <= limit, data.starts(with: head) {
                return String(validating: data.dropFirst(head.count), as: UTF8.self)
            }
            place = chunk.end
        }
        return nil
    }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    }

    /// A part of a PNG file.
    private struct Chunk {
        let kind: [UInt8]
        let data: Range<Int>
        /// After its checksum.
        let end: Int

        /// Nil if no whole chunk is there.
        init?(_ png: [UInt8], at place: Int) {
            let start = place + 8
            guard start <= png.count else { return nil }
            let count = png[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            guard count <= png.count - start - 4 else { return nil }
            kind = Array(png[place + 4..<start])
            (data, end) = (start..<start + count, start + count + 4)
        }
    }
}
