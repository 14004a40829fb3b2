/// An ICC color profile (ICC.1:2022, section 7.2).
struct ColorProfile {
    let bytes: [UInt8]

    private static let headerSize = 128

    /// Whether the profile's description names sRGB itself, so that its colors need no conversion. Other profiles with `sRGB` in their
    /// descriptions have other colors: the one of `GIMP built-in Linear sRGB` is linear.
    var isStandard: Bool {
        guard let description else { return false }
        return Self.names.contains(description) || Self.beginnings.contains(where: description.hasPrefix)
    }

    /// The descriptions of the profiles of sRGB that Little CMS, GIMP and the ICC make.
    private static let names: Set = ["sRGB", "sRGB built-in", "GIMP built-in sRGB", "sRGB2014"]
    /// The beginnings of `sRGB IEC61966-2.1` and of `sRGB v4 ICC preference`.
    private static let beginnings = ["sRGB IEC61966", "sRGB v4"]
    /// A longer description is not that of sRGB.
    private static let longestDescription = 256

    /// The text of the tag `desc`: ASCII in version 2 of the format, UTF-16 in version 4, of which the first language counts. Nil if there is none.
    private var description: String? {
        guard let tag = tag("desc"), let size = number(at: tag + 8) else { return nil }
        switch text(at: tag, size: 4) {
        case "desc":
            return text(at: tag + 12, size: size).map { String($0.prefix { $0 != "\0" }) }
        case "mluc":
            guard let length = number(at: tag + 20), let offset = number(at: tag + 24) else { return nil }
            return block(at: tag + offset, size: length).map { bytes in
                let units = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map {
                    UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
                }
                return String(decoding: units, as: UTF16.self)
            }
        default: return nil
        }
    }

    /// The position of a tag's content.
    private func tag(_ signature: String) -> Int? {
        guard let count = number(at: Self.headerSize) else { return nil }
        let entries = (0..<min(count, Self.mostTags)).lazy.map { Self.headerSize + 4 + 12 * $0 }
        return entries.first { text(at: $0, size: 4) == signature }.flatMap { number(at: $0 + 4) }
    }

    private static let mostTags = 100

    private func text(at place: Int, size: Int) -> String? {
        block(at: place, size: size).map { String(decoding: $0, as: UTF8.self) }
    }

    private func number(at place: Int) -> Int? { block(at: place, size: 4)?.reduce(0) { $0 << 8 | Int($1) } }

    /// - Returns: nil past the end, and for more bytes than the description of sRGB has.
    private func block(at place: Int, size: Int) -> ArraySlice<UInt8>? {
        guard place >= 0, size <= Self.longestDescription, place <= bytes.count - size else { return nil }
        return bytes[place..<(place + size)]
    }

    /// Whether the header is one of a profile for pixels with 1, 3 or 4 colors.
    func describes(colors: Int) -> Bool {
        guard bytes.count >= Self.headerSize, bytes[36..<40].elementsEqual("acsp".utf8) else { return false }
        let model = String(decoding: bytes[16..<20], as: UTF8.self)
        return model == ["GRAY", "", "RGB ", "CMYK"][colors - 1]
    }
}
