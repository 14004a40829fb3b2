/// Exif and XMP of a JPEG file, from its APP1 segments.
struct JPEGMetadata {
    /// The blocks of all segments together: the first holds the directory.
    private(set) var exif: [UInt8]?
    /// Of the last segment that holds one.
    private(set) var xmp: [UInt8]?

    private static let exifPrefix = Array("Exif\0\0".utf8)
    private static let xmpPrefix = Array("http://ns.adobe.com/xap/1.0/\0".utf8)

    init(_ bytes: [UInt8]) {
        var position = 2
        while let (marker, content) = Self.segment(of: bytes, &position) {
            guard marker == 0xE1 else { continue }
            if content.starts(with: Self.exifPrefix) { exif = (exif ?? []) + content.dropFirst(Self.exifPrefix.count) }
            if content.starts(with: Self.xmpPrefix) { xmp = Array(content.dropFirst(Self.xmpPrefix.count)) }
        }
    }

    /// The segment at or after a position, which moves behind it.
    /// - Returns: nil where pixels begin and where the file ends.
    private static func segment(
        of bytes: [UInt8], _ position: inout Int
    ) -> (marker: UInt8, content: ArraySlice<UInt8>)? {
        while position < bytes.count, bytes[position] != 0xFF { position += 1 }
        while position < bytes.count, bytes[position] == 0xFF { position += 1 }
        guard position < bytes.count else { return nil }
        let marker = bytes[position]
        position += 1
        switch marker {
        // Start of scan, end of image.
        case 0xDA, 0xD9: return nil
        // Markers without a segment.
        case 0x00, 0x01, 0xD0...0xD8: return (marker, [])
        default: break
        }
        guard position + 2 <= bytes.count else { return nil }
        let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
        guard length >= 2, position + length <= bytes.count else { return nil }
        defer { position += length }
        return (marker, bytes[(position + 2)..<(position + length)])
    }
}
