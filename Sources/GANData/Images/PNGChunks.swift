import GANCore
import GANModule

/// The chunks of a PNG file (PNG specification, section 5).
enum PNGChunks {
    /// What is wrong with the checksum of a chunk, or with the end of the file, which no decoder needs; without a full stop. Nil if every byte
    /// belongs to a chunk that is whole.
    /// - Parameter bytes: begin with the signature of a PNG file.
    static func defect(of bytes: [UInt8]) -> String? {
        var start = signatureSize
        while start + aroundContent <= bytes.count {
            let length = number(bytes, at: start)
            guard length <= bytes.count - start - aroundContent else { break }
            let end = start + aroundContent + length
            let (name, content) = (bytes[(start + 4)..<(start + 8)], Array(bytes[(start + 4)..<(end - 4)]))
            guard Int(Checksum.of(content)) == number(bytes, at: end - 4) else {
                return "the chunk at byte \(start) does not match its checksum"
            }
            guard !name.elementsEqual("IEND".utf8) else {
                return end == bytes.count ? nil : "its end is followed by \(counted(bytes.count - end, "byte"))"
            }
            start = end
        }
        return "it ends early"
    }

    private static let signatureSize = 8
    /// The length and the name before the content of a chunk, and its checksum.
    private static let aroundContent = 12

    /// A big-endian number of 32 bits.
    private static func number(_ bytes: [UInt8], at place: Int) -> Int {
        bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
}
