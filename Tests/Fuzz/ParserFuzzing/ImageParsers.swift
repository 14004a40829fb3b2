import GANData
import GANModule

extension FuzzedParser {
    static let images: [FuzzedParser] =
        [
            FuzzedParser("png") { _ in
                { input in try decode(withChecksums(input)) }
            }
        ]
        // The content decides the format, so they differ in their seeds alone.
        + ["jpeg", "gif", "bmp", "pgm", "tiff", "webp", "heif"].map { name in FuzzedParser(name) { _ in decode } }

    private static func decode(_ input: [UInt8]) throws {
        let defect = ImageCodec.$mostPixels.withValue(mostPixels) { ImageCodec.defect(of: input) }
        if let defect { throw Refusal(description: defect) }
    }

    /// A PNG file whose chunks have the checksums of their contents: those of a changed input would never fit.
    private static func withChecksums(_ png: [UInt8]) -> [UInt8] {
        var (png, start) = (png, 8)
        while start + 12 <= png.count {
            let length = png[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
            guard length <= png.count - start - 12 else { break }
            let end = start + 8 + length
            let checksum = Checksum.of(Array(png[(start + 4)..<end]))
            for byte in 0..<4 { png[end + byte] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * UInt32(byte))) }
            start = end + 4
        }
        return png
    }
}
