/// The orientation in an Exif block (CIPA DC-008, tag 274), which is a TIFF file: byte order, 42, and the offset of the first
/// directory. A directory is a count and entries of 12 bytes: tag, type, count, value.
struct ExifOrientation: Equatable {
    /// 1 ... 8; nil if the entry has another value.
    let value: Int?
    /// Whether it is stored as SHORT, as the standard requires. Some programs write LONG.
    let isShort: Bool

    private static let tag = 274
    private static let shortType = 3
    /// Size of an element in bytes, by type: SHORT, LONG, SBYTE, SSHORT, SLONG, IFD. As in Pillow, other types are ignored.
    private static let sizes = [3: 2, 4: 4, 6: 1, 8: 2, 9: 4, 13: 4]

    /// - Parameter block: with or without the prefix `Exif\0\0`.
    /// - Returns: nil if there is no such entry. As in Pillow, the last of several is used.
    init?(_ block: some Collection<UInt8>) {
        guard let file = TIFFBytes(block), let directory = file.number(at: 4, size: 4),
            let count = file.number(at: directory, size: 2)
        else { return nil }
        var last: ExifOrientation?
        for entry in 0..<count {
            let place = directory + 2 + 12 * entry
            guard let tag = file.number(at: place, size: 2) else { break }
            if tag == Self.tag { last = ExifOrientation(file, entry: place) }
        }
        guard let last else { return nil }
        self = last
    }

    private init(_ file: TIFFBytes, entry: Int) {
        let type = file.number(at: entry + 2, size: 2) ?? 0
        isShort = type == Self.shortType
        guard let size = Self.sizes[type], let count = file.number(at: entry + 4, size: 4), count > 0,
            let place = count * size <= 4 ? entry + 8 : file.number(at: entry + 8, size: 4),
            let number = file.number(at: place, size: size), (1...8).contains(number)
        else {
            value = nil
            return
        }
        value = number
    }
}

/// The numbers of a TIFF file in its byte order.
private struct TIFFBytes {
    private let bytes: [UInt8]
    private let isBigEndian: Bool

    /// - Returns: nil if the block does not start with a byte order.
    init?(_ block: some Collection<UInt8>) {
        var bytes = Array(block)
        for _ in 0..<2 where bytes.starts(with: Array("Exif\0\0".utf8)) { bytes.removeFirst(6) }
        guard bytes.starts(with: Array("II".utf8)) || bytes.starts(with: Array("MM".utf8)) else { return nil }
        (self.bytes, isBigEndian) = (bytes, bytes[0] == UInt8(ascii: "M"))
    }

    /// - Returns: nil past the end.
    func number(at place: Int, size: Int) -> Int? {
        guard place <= bytes.count - size else { return nil }
        let own = bytes[place..<(place + size)]
        return isBigEndian
            ? own.reduce(0) { $0 << 8 | Int($1) } : own.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
