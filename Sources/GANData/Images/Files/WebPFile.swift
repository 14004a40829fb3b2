/// The chunks of a WebP file (RFC 9649).
struct WebPFile {
    private struct Chunk {
        let name: String
        let content: ArraySlice<UInt8>
    }

    private let bytes: [UInt8]
    private let chunks: [Chunk]

    /// - Parameter bytes: from `RIFF` on.
    init(_ bytes: [UInt8]) { (self.bytes, chunks) = (bytes, Self.chunks(of: bytes.dropFirst(12))) }

    /// The content of the first chunk with a name: `ICCP`, `EXIF`, `XMP `.
    subscript(name: String) -> [UInt8]? { chunks.first { $0.name == name }.map { Array($0.content) } }

    private var frames: [Chunk] { chunks.filter { $0.name == "ANMF" } }

    /// Chunks after these are ignored. The longest animations have some thousand frames, and the first one is read.
    private static let mostChunks = 1 << 16

    /// A chunk is a name, a size, its content, and a byte of padding after an odd size.
    private static func chunks(of bytes: ArraySlice<UInt8>) -> [Chunk] {
        var chunks: [Chunk] = []
        var position = bytes.startIndex
        while position + 8 <= bytes.endIndex, chunks.count < mostChunks {
            let size = number(bytes, at: position + 4, size: 4)
            guard size <= bytes.endIndex - position - 8 else { break }
            let start = position + 8
            chunks.append(
                Chunk(
                    name: String(decoding: bytes[position..<(position + 4)], as: UTF8.self),
                    content: bytes[start..<(start + size)]))
            position = start + size + size % 2
        }
        return chunks
    }

    /// Little-endian.
    private static func number(_ bytes: ArraySlice<UInt8>, at place: Int, size: Int) -> Int {
        bytes[place..<(place + size)].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    // MARK: The first frame

    /// The pixels of a still image, or of an animation's first frame on a transparent canvas.
    func firstFrame() throws(ImageDefect) -> DecodedPixels {
        guard let functions = ImageFormat.webp.functions else { throw Self.damaged }
        guard let frame = frames.first else { return try functions.decode(bytes, .webp) }
        guard let canvas = self["VP8X"], canvas.count >= 10, frame.content.count > 16 else { throw Self.damaged }
        let (width, height) = (
            1 + Self.number(canvas[...], at: 4, size: 3), 1 + Self.number(canvas[...], at: 7, size: 3)
        )
        try ImageCodec.checkSize(width: width, height: height)
        let image = try functions.decode(Self.file(ofFrame: frame.content.dropFirst(16)), .webp)
        let start = frame.content.startIndex
        let (left, top) = (
            2 * Self.number(frame.content, at: start, size: 3), 2 * Self.number(frame.content, at: start + 3, size: 3)
        )
        guard left + image.width <= width, top + image.height <= height else { throw Self.damaged }
        return Self.placed(image, left, top, width: width, height: height, hasMore: frames.count > 1)
    }

    private static let damaged = ImageDefect(.webp, "its first frame is damaged")

    /// A still file of a frame's chunks: transparency, if there is any, and pixels.
    private static func file(ofFrame content: ArraySlice<UInt8>) -> [UInt8] {
        let parts = chunks(of: content)
        func chunk(_ name: String, _ content: some Collection<UInt8>) -> [UInt8] {
            Array(name.utf8) + little(content.count, size: 4) + Array(content) + (content.count % 2 == 1 ? [0] : [])
        }
        var body: [UInt8] = []
        if let alpha = parts.first(where: { $0.name == "ALPH" }),
            let pixels = parts.first(where: { $0.name == "VP8 " }), let size = frameSize(pixels.content)
        {
            // The flag of transparency, and the size of the picture.
            let header = [0x10, 0, 0, 0] + little(size.width - 1, size: 3) + little(size.height - 1, size: 3)
            body = chunk("VP8X", header) + chunk("ALPH", alpha.content) + chunk("VP8 ", pixels.content)
        } else if let pixels = parts.first(where: { $0.name == "VP8 " || $0.name == "VP8L" }) {
            body = chunk(pixels.name, pixels.content)
        }
        return Array("RIFF".utf8) + little(body.count + 4, size: 4) + Array("WEBP".utf8) + body
    }

    /// The size in the header of lossy pixels (RFC 6386, section 9.1).
    private static func frameSize(_ pixels: ArraySlice<UInt8>) -> (width: Int, height: Int)? {
        guard pixels.count >= 10 else { return nil }
        let start = pixels.startIndex
        let (width, height) = (
            number(pixels, at: start + 6, size: 2) & 0x3FFF, number(pixels, at: start + 8, size: 2) & 0x3FFF
        )
        return width > 0 && height > 0 ? (width, height) : nil
    }

    private static func little(_ value: Int, size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func placed(
        _ image: DecodedPixels, _ left: Int, _ top: Int, width: Int, height: Int, hasMore: Bool
    ) -> DecodedPixels {
        if (image.width, image.height) == (width, height) {
            return DecodedPixels(
                pixels: image.pixels, width: width, height: height, channels: image.channels, hasMore: hasMore)
        }
        var canvas = [UInt8](repeating: 0, count: width * height * 4)
        for row in 0..<image.height {
            for column in 0..<image.width {
                let source = (row * image.width + column) * image.channels
                let target = ((top + row) * width + left + column) * 4
                for channel in 0..<3 { canvas[target + channel] = image.pixels[source + channel] }
                canvas[target + 3] = image.channels == 4 ? image.pixels[source + 3] : 255
            }
        }
        return DecodedPixels(pixels: canvas, width: width, height: height, channels: 4, hasMore: hasMore)
    }
}
