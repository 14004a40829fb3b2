@testable import GANData

/// An animated WebP: libwebp decodes each frame, and what the container says (RFC 9649, section 2.7) is read here.
struct ReadWebP {
    struct Frame {
        /// [height, width, 3] of the whole picture.
        var pixels: [UInt8]
        var milliseconds: Int
    }

    var width = 0
    var height = 0
    var frames: [Frame] = []
    /// 0 is for ever.
    var repeats: Int?

    init(_ bytes: [UInt8]) throws {
        var (place, header, canvas) = (12, [UInt8](), [UInt8]())
        while place + 8 <= bytes.count {
            let name = String(decoding: bytes[place..<(place + 4)], as: UTF8.self)
            let size = Self.number(bytes, place + 4, 4)
            let end = place + 8 + size + size % 2
            switch name {
            case "VP8X":
                header = Array(bytes[place..<end])
                (width, height) = (1 + Self.number(bytes, place + 12, 3), 1 + Self.number(bytes, place + 15, 3))
                canvas = [UInt8](repeating: 0, count: width * height * 3)
            case "ANIM": repeats = Self.number(bytes, place + 12, 2)
            case "ANMF":
                // A file with this frame alone; outside of its rectangle the picture before stays.
                let file = Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WEBP".utf8) + header + bytes[place..<end]
                let image = try WebPFile(file).firstFrame()
                for pixel in 0..<(width * height) where image.channels == 3 || image.pixels[pixel * 4 + 3] == 255 {
                    for channel in 0..<3 {
                        canvas[pixel * 3 + channel] = image.pixels[pixel * image.channels + channel]
                    }
                }
                frames.append(Frame(pixels: canvas, milliseconds: Self.number(bytes, place + 20, 3)))
            default: break
            }
            place = end
        }
    }

    /// Little-endian.
    private static func number(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
}
