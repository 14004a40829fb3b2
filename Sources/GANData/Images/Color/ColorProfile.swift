/// An ICC color profile (ICC.1:2022, section 7.2).
struct ColorProfile {
    let bytes: [UInt8]

    private static let headerSize = 128
    /// The name is near the start of the profile.
    private static let largestStart = 1 << 16

    /// Whether the profile's name is sRGB, in ASCII (ICC version 2) or in UTF-16 (version 4). Its colors need no conversion.
    var isStandard: Bool {
        let name = Array("sRGB".utf8)
        let wide: [UInt8] = name.flatMap { (byte: UInt8) -> [UInt8] in [0, byte] }
        return bytes.prefix(Self.largestStart).indices.contains(where: { (start: Int) -> Bool in
            bytes[start...].starts(with: name) || bytes[start...].starts(with: wide)
        })
    }

    /// Whether the header is one of a profile for pixels with 1, 3 or 4 colors.
    func describes(colors: Int) -> Bool {
        guard bytes.count >= Self.headerSize, bytes[36..<40].elementsEqual("acsp".utf8) else { return false }
        let model = String(decoding: bytes[16..<20], as: UTF8.self)
        return model == ["GRAY", "", "RGB ", "CMYK"][colors - 1]
    }
}
