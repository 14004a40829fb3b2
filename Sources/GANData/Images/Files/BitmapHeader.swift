/// The headers of a Windows bitmap: a file header of 14 bytes, and an information header of 12, 40, 52, 56, 64, 108 or 124.
/// https://learn.microsoft.com/windows/win32/gdi/bitmap-header-types
struct BitmapHeader {
    enum Compression: Int {
        case none = 0
        case runs8 = 1
        case runs4 = 2
        case fields = 3
        case alphaFields = 6
    }

    let width: Int
    let height: Int
    /// Whether the first row is the topmost.
    let isTopDown: Bool
    /// Bits of a pixel: 1, 4, 8, 16, 24 or 32.
    let bits: Int
    let compression: Compression
    /// Masks of red, green, blue and alpha in pixels of 16 or 32 bits; 0 without alpha.
    let masks: [UInt32]
    /// Red, green and blue of each number.
    let palette: [[UInt8]]
    /// Where the pixels start.
    let start: Int
    let profile: [UInt8]?

    private static let fileHeader = 14

    /// - Throws: `ImageDefect` for damaged files, and those of kinds that are not read.
    init(_ bytes: [UInt8]) throws(ImageDefect) {
        let file = LittleEndian(bytes)
        func number(_ place: Int, _ size: Int) throws(ImageDefect) -> Int {
            guard let number = file.number(at: place, size: size) else { throw Self.cutShort }
            return number
        }
        let size = try number(14, 4)
        guard [12, 40, 52, 56, 64, 108, 124].contains(size) else {
            throw ImageDefect(.bmp, "its header has an unknown size, \(size)")
        }
        let isOld = size == 12
        width = isOld ? try number(18, 2) : Int(Int32(truncatingIfNeeded: try number(18, 4)))
        let rows = isOld ? try number(20, 2) : Int(Int32(truncatingIfNeeded: try number(22, 4)))
        (height, isTopDown) = (abs(rows), rows < 0)
        bits = try number(isOld ? 24 : 28, 2)
        let code = isOld ? 0 : try number(30, 4)
        try ImageCodec.checkSize(width: width, height: height)
        guard let compression = Compression(rawValue: code), Self.isKnown(compression, bits) else {
            throw ImageDefect(.bmp, "Unsupported: its pixels have \(bits) bits and the compression \(code)")
        }
        self.compression = compression
        masks = try Self.masks(file, compression, bits, headerSize: size)
        let colors = isOld ? 0 : try number(46, 4)
        palette = try Self.palette(
            file, at: Self.fileHeader + size, count: bits > 8 ? 0 : colors == 0 ? 1 << bits : min(colors, 256),
            entry: isOld ? 3 : 4)
        start = try number(10, 4)
        profile = size == 124 ? Self.profile(file) : nil
    }

    static let cutShort = ImageDefect(.bmp, "the file ends early")

    private static func isKnown(_ compression: Compression, _ bits: Int) -> Bool {
        switch compression {
        case .none: [1, 4, 8, 16, 24, 32].contains(bits)
        case .runs8: bits == 8
        case .runs4: bits == 4
        case .fields, .alphaFields: bits == 16 || bits == 32
        }
    }

    /// Masks stand at one place, in the header or behind the shortest one.
    private static func masks(
        _ file: LittleEndian, _ compression: Compression, _ bits: Int, headerSize: Int
    ) throws(ImageDefect) -> [UInt32] {
        if compression != .fields && compression != .alphaFields {
            return bits == 16 ? [0x7C00, 0x03E0, 0x001F, 0] : [0xFF_0000, 0xFF00, 0xFF, 0]
        }
        let hasAlpha = headerSize >= 56 || compression == .alphaFields
        var masks: [UInt32] = []
        for place in 0..<(hasAlpha ? 4 : 3) {
            guard let mask = file.number(at: 54 + 4 * place, size: 4) else { throw cutShort }
            masks.append(UInt32(mask))
        }
        guard masks.prefix(3).allSatisfy({ $0 != 0 }) else { throw ImageDefect(.bmp, "a color has no bits") }
        return hasAlpha ? masks : masks + [0]
    }

    private static func palette(
        _ file: LittleEndian, at place: Int, count: Int, entry: Int
    ) throws(ImageDefect) -> [[UInt8]] {
        guard let bytes = file.bytes(at: place, count: count * entry) else { throw cutShort }
        return stride(from: bytes.startIndex, to: bytes.endIndex, by: entry).map {
            [bytes[$0 + 2], bytes[$0 + 1], bytes[$0]]
        }
    }

    /// An embedded profile; its place counts from the information header.
    private static func profile(_ file: LittleEndian) -> [UInt8]? {
        // "MBED", as a number.
        guard file.number(at: 70, size: 4) == 0x4D42_4544, let offset = file.number(at: 126, size: 4),
            let size = file.number(at: 130, size: 4)
        else { return nil }
        return file.bytes(at: fileHeader + offset, count: size).map(Array.init)
    }
}

/// Numbers with the lowest byte first.
struct LittleEndian {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// - Returns: nil past the end.
    func number(at place: Int, size: Int) -> Int? {
        bytes(at: place, count: size)?.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// - Returns: nil past the end.
    func bytes(at place: Int, count: Int) -> ArraySlice<UInt8>? {
        guard place >= 0, count >= 0, place <= bytes.count - count else { return nil }
        return bytes[place..<(place + count)]
    }
}
