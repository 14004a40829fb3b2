/// Binary portable graymaps and pixmaps: `P5` or `P6`, width, height, the maximum level, and pixels with one byte per channel.
/// https://netpbm.sourceforge.net/doc/pgm.html
struct PortableMap {
    private let bytes: [UInt8]
    private var position = 2

    /// Whether the first bytes are those of a portable map of any kind.
    static func isOne(_ bytes: [UInt8]) -> Bool {
        bytes.count > 2 && bytes[0] == 0x50 && (0x31...0x36).contains(bytes[1]) && isSpace(bytes[2])
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Decodes a file for which `isOne` is true. Levels with a maximum below 255 are scaled to 0 ... 255, as in Pillow.
    static func decode(_ bytes: [UInt8]) throws(ImageDefect) -> RasterImage {
        var map = PortableMap(bytes)
        return try map.image()
    }

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    private mutating func image() throws(ImageDefect) -> RasterImage {
        guard bytes[1] == 0x35 || bytes[1] == 0x36 else { throw Self.otherKind }
        let channels = bytes[1] == 0x36 ? 3 : 1
        let (width, height, largest) = (try number(), try number(), try number())
        guard (1...255).contains(largest) else { throw Self.otherKind }
        try ImageCodec.checkSize(width: width, height: height)
        let levels = bytes.dropFirst(position + 1).prefix(width * height * channels)
        guard levels.count == width * height * channels else { throw Self.cutShort }
        let spread = (0...255).map {
            UInt8((Double(min($0, largest)) / Double(largest) * 255).rounded(.toNearestOrEven))
        }
        return RasterImage(width: width, height: height, channels: channels, pixels: levels.map { spread[Int($0)] })
    }

    /// The next number of the header; `#` starts a comment up to the end of the line.
    private mutating func number() throws(ImageDefect) -> Int {
        while position < bytes.count, Self.isSpace(bytes[position]) || bytes[position] == 0x23 {
            if bytes[position] == 0x23 {
                while position < bytes.count, bytes[position] != 0x0A { position += 1 }
            } else {
                position += 1
            }
        }
        let digits = bytes.dropFirst(position).prefix { (0x30...0x39).contains($0) }
        position += digits.count
        guard position < bytes.count else { throw Self.cutShort }
        guard (1...9).contains(digits.count), let number = Int(String(decoding: digits, as: UTF8.self)) else {
            throw ImageDefect(problem: "its header is not a PGM or PPM header", fix: "replace or remove it")
        }
        return number
    }

    private static let otherKind = ImageDefect(
        problem: "it is a PGM or PPM file of a kind that is not read",
        fix: "convert it to PNG, or to P5 or P6 with levels up to 255")
    private static let cutShort = ImageDefect(
        problem: "it cannot be decoded as PGM: the file ends early", fix: "download or copy it again, or remove it")
}
