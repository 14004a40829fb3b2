extension ImageMetadata {
    private static let exifPrefix = Array("Exif\0\0".utf8)
    private static let xmpPrefix = Array("http://ns.adobe.com/xap/1.0/\0".utf8)
    private static let profilePrefix = Array("ICC_PROFILE\0".utf8)

    /// Reads Exif and XMP of a JPEG file from its APP1 segments, and a profile from APP2. Blocks of several segments are
    /// joined, except those of XMP, whose last block is used, as in Pillow.
    init(jpeg bytes: [UInt8]) {
        self.init()
        var position = 2
        var profileParts: [(number: UInt8, bytes: ArraySlice<UInt8>)] = []
        while let (marker, content) = Self.segment(of: bytes, &position) {
            if marker == 0xE1, content.starts(with: Self.exifPrefix) {
                exif = exif ?? []
                exif?.append(contentsOf: content.dropFirst(Self.exifPrefix.count))
            } else if marker == 0xE1, content.starts(with: Self.xmpPrefix) {
                xmp = Array(content.dropFirst(Self.xmpPrefix.count))
            } else if marker == 0xE2, content.starts(with: Self.profilePrefix) {
                // After the prefix: the number of this segment, and the number of segments.
                let rest = content.dropFirst(Self.profilePrefix.count)
                if let number = rest.first { profileParts.append((number, rest.dropFirst(2))) }
            }
        }
        // Segments may come in any order.
        let sorted = profileParts.enumerated().sorted {
            ($0.element.number, $0.offset) < ($1.element.number, $1.offset)
        }
        if !sorted.isEmpty { profile = sorted.flatMap(\.element.bytes) }
    }

    /// The segment at or after a position, which moves past it.
    /// - Returns: nil at the start of the pixels and at the end of the file.
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
