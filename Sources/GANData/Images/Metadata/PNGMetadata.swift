extension ImageMetadata {
    /// Texts are decompressed only here, up to this many bytes each.
    private static let largestText = 1 << 20
    /// Profiles of printing presses have up to 4 MB.
    private static let largestProfile = 1 << 23

    /// Reads Exif, XMP and a profile of a PNG file, from chunks before or after its pixels. The last chunk of a kind is used,
    /// as in Pillow.
    ///
    /// Exif comes from the chunk `eXIf` or, if there is none, from ImageMagick's "Raw profile type exif": a text in
    /// hexadecimal. XMP is the text "XML:com.adobe.xmp".
    init(png bytes: [UInt8]) {
        self.init()
        var texts: [String: PNGText] = [:]
        var position = 8
        while position + 12 <= bytes.count {
            let length = bytes[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
            guard length <= bytes.count - position - 12 else { break }
            let content = bytes[(position + 8)..<(position + 8 + length)]
            switch String(decoding: bytes[(position + 4)..<(position + 8)], as: UTF8.self) {
            case "eXIf": exif = Array(content)
            case "acTL": isAnimated = true
            case "iCCP": texts["iCCP"] = PNGText(content, type: UInt8(ascii: "z"))
            case "tEXt", "zTXt", "iTXt":
                if let text = PNGText(content, type: bytes[position + 4]), Self.keywords.contains(text.keyword) {
                    texts[text.keyword] = text
                }
            default: break
            }
            position += 12 + length
        }
        func decompressed(_ keyword: String) -> [UInt8]? { texts[keyword]?.bytes(limit: Self.largestText) }
        if exif == nil { exif = decompressed(Self.keywords[0]).flatMap(Self.decoded) }
        xmp = decompressed(Self.keywords[1])
        profile = texts["iCCP"]?.bytes(limit: Self.largestProfile)
    }

    private static let keywords = ["Raw profile type exif", "XML:com.adobe.xmp"]

    /// The hexadecimal bytes after three line breaks: an empty line, the profile's name and its size.
    /// - Returns: nil if the text has another form.
    private static func decoded(_ profile: [UInt8]) -> [UInt8]? {
        let lines = profile.split(separator: 0x0A, maxSplits: 3, omittingEmptySubsequences: false)
        guard lines.count == 4 else { return nil }
        let digits = lines[3].filter { $0 > 0x20 }.map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count % 2 == 0, !digits.contains(nil) else { return nil }
        let values = digits.compactMap(\.self)
        return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
    }
}

/// A text chunk: a keyword and a text, which may be compressed (PNG specification, section 11.3.3). A profile has the form of
/// zTXt.
private struct PNGText {
    let keyword: String
    private let content: ArraySlice<UInt8>
    private let isCompressed: Bool

    /// - Parameter type: the first letter of the chunk's name: t, z or i.
    init?(_ chunk: ArraySlice<UInt8>, type: UInt8) {
        guard let end = chunk.prefix(80).firstIndex(of: 0) else { return nil }
        keyword = String(decoding: chunk[..<end], as: UTF8.self)
        let rest = chunk[(end + 1)...]
        switch type {
        case UInt8(ascii: "z"): (content, isCompressed) = (rest.dropFirst(), true)
        case UInt8(ascii: "i"):
            // Flag, method, language, translated keyword.
            let parts = rest.dropFirst(2).split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return nil }
            (content, isCompressed) = (parts[2], rest.first == 1)
        default: (content, isCompressed) = (rest, false)
        }
    }

    func bytes(limit: Int) -> [UInt8] {
        isCompressed ? Zlib.prefix(of: content, limit: limit) : Array(content.prefix(limit))
    }
}
