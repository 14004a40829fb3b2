import Testing

@testable import GANData

@Suite struct CodecTests {
    static let images = (try? Fixtures.names("decode"))?.filter { $0.hasSuffix(".png") || $0.hasSuffix(".jpg") } ?? []

    @Test(arguments: images) func decodesAsPillow(_ name: String) throws {
        let image = try ImageCodec.decode(try Fixtures.bytes("decode/\(name)")).over(.white)
        let expected = try Fixtures.portable("decode/\(name.dropLast(4)).\(image.channels == 3 ? "ppm" : "pgm")")
        #expect(image.width == expected.width && image.height == expected.height)
        #expect(largestDifference(image, expected) == 0)
    }

    @Test func thereAreFixtures() { #expect(Self.images.count == 26) }

    @Test(arguments: [1, 3]) func encodingIsReversible(channels: Int) throws {
        let pixels = (0..<(7 * 5 * channels)).map { UInt8($0 * 7 % 256) }
        let image = RasterImage(width: 7, height: 5, channels: channels, pixels: pixels)
        #expect(try ImageCodec.decode(try ImageCodec.encodePNG(image)) == StoredImage(image))
    }

    /// Header, message.
    static let defects: [([UInt8], String)] = [
        ([], "it is empty"),
        (Array("plain text".utf8), "it has the format of no image that is read"),
        (Array("GIF89a".utf8), "it cannot be decoded as GIF: No screen descriptor detected"),
        (Array("....ftypisom".utf8), "it is a video, which is not read"),
        (Array("<!DOCTYPE html>".utf8), "it is HTML or XML, which is not read"),
        ([0x89, 0x50, 0x4E, 0x47], "it cannot be decoded as PNG: the file ends early"),
        ([0xFF, 0xD8], "it cannot be decoded as JPEG: Premature end of JPEG file"),
        (header(width: 20_000, height: 20_000), "it has 20000 x 20000 pixels, more than 100 million"),
        (header(width: 0, height: 1), "it cannot be decoded as PNG: Invalid IHDR data"),
    ]

    @Test(arguments: defects) func saysWhatIsWrong(_ bytes: [UInt8], _ expected: String) {
        do {
            _ = try ImageCodec.decode(bytes)
            Issue.record("decoded")
        } catch { #expect(error.problem == expected) }
    }

    /// Whatever is missing at the end, the image is refused: no pixel is invented.
    @Test(arguments: images) func refusesTruncatedFiles(_ name: String) throws {
        let bytes = try Fixtures.bytes("decode/\(name)")
        // Only JPEG's end marker can go without harm.
        let surplus = name.hasSuffix(".jpg") ? 2 : 0
        for count in 0..<(bytes.count - surplus) where count % 7 == 0 || bytes.count - count < 12 {
            #expect(throws: ImageDefect.self, "\(count) bytes") { try ImageCodec.decode(Array(bytes.prefix(count))) }
        }
    }

    /// The first chunk of a PNG file, with a right checksum.
    private static func header(width: UInt32, height: UInt32) -> [UInt8] {
        func bytes(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
        let chunk = Array("IHDR".utf8) + bytes(width) + bytes(height) + [8, 2, 0, 0, 0]
        var checksum = UInt32.max
        for byte in chunk {
            checksum ^= UInt32(byte)
            for _ in 0..<8 { checksum = checksum >> 1 ^ (checksum & 1) * 0xEDB8_8320 }
        }
        let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        return signature + bytes(13) + chunk + bytes(~checksum) + bytes(0) + Array("IDAT".utf8) + bytes(0x35AF_061E)
    }
}

/// In gray levels.
func largestDifference(_ a: RasterImage, _ b: RasterImage) -> Int {
    guard a.pixels.count == b.pixels.count else { return 256 }
    return zip(a.pixels, b.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 0
}
