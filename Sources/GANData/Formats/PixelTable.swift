/// Square grey images as a table: a line of numbers for each image, its pixels row by row and its class.
struct PixelTable {
    /// Pixels of a side.
    let side: Int
    /// Of all images, one after another.
    let pixels: [UInt8]
    /// Of each image; empty where there is no column of them.
    let classes: [Int32]

    /// - Parameter path: the table, plain or under gzip. A first line that begins with a letter, a quotation mark or # is a header.
    /// - Throws: `DataError` that names the line.
    init(_ path: String, label: LabelColumn) throws {
        let raw = try FileBytes.read(path)
        let bytes = Gzip.isCompressed(raw) ? try Gzip.decompressed(raw, place: path) : raw
        var (pixels, classes): ([UInt8], [Int32]) = ([], [])
        var (rest, number, columns) = (bytes[...], 0, 0)
        while !rest.isEmpty {
            let line = TableLine(rest.prefix { $0 != 0x0A }, place: "\(path):\(number + 1)")
            rest = rest[line.bytes.endIndex...].dropFirst()
            number += 1
            if line.isEmpty || (number == 1 && line.isHeader) { continue }
            let values = try line.numbers()
            if columns == 0 { columns = values.count }
            guard values.count == columns else {
                throw DataError(
                    line.place, "it has \(values.count) numbers, the lines before have \(columns)",
                    fix: "write as many in each line")
            }
            try classes += line.classes(values, label)
            try pixels += line.pixels(
                label == .first ? values.dropFirst() : label == .last ? values.dropLast() : values[...])
        }
        let (area, hasLabel) = (columns - (label == .none ? 0 : 1), label != .none)
        side = Int(Double(max(area, 0)).squareRoot())
        guard area > 0, side * side == area else {
            throw DataError(
                path, columns == 0 ? "it has no line of numbers" : "a line has \(columns) numbers",
                fix:
                    "write the pixels of a square image\(hasLabel ? " and its class" : ""), such as \(784 + (hasLabel ? 1 : 0)) numbers"
            )
        }
        (self.pixels, self.classes) = (pixels, classes)
    }
}

private struct TableLine {
    let bytes: ArraySlice<UInt8>
    let place: String

    init(_ bytes: ArraySlice<UInt8>, place: String) { (self.bytes, self.place) = (bytes, place) }

    var isEmpty: Bool { bytes.allSatisfy(Self.isBlank) }
    var isHeader: Bool { bytes.first { !Self.isBlank($0) }.map(Self.isNameStart) ?? false }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
    /// A letter, a quotation mark or #.
    private static func isNameStart(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte & 0xDF) || byte == 0x22 || byte == 0x23
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Of a line: an image of 1,024 × 1,024 and its class.
    private static let mostNumbers = (1 << 20) + 1

    /// Whole numbers with commas between.
    func numbers() throws -> [Int] {
        var found: [Int] = []
        var (value, digits, isOver, start) = (0, 0, false, bytes.startIndex)
        for (place, byte) in zip(bytes.indices, bytes) {
            switch byte {
            case _ where Self.isDigit(byte) && digits < 9 && !isOver:
                (value, digits) = (value * 10 + Int(byte) - 0x30, digits + 1)
            case _ where Self.isBlank(byte): isOver = digits > 0
            case 0x2C where digits > 0:
                found.append(value)
                (value, digits, isOver, start) = (0, 0, false, place + 1)
            default: throw wrong(found.count, from: start)
            }
            guard found.count < Self.mostNumbers else {
                throw DataError(
                    self.place, "it has more than \(Self.mostNumbers) numbers", fix: "check where it comes from")
            }
        }
        guard digits > 0 else { throw wrong(found.count, from: start) }
        return found + [value]
    }

    private func wrong(_ column: Int, from start: Int) -> DataError {
        let text = String(decoding: bytes[start...].prefix { $0 != 0x2C }, as: UTF8.self)
        return DataError(
            place, "number \(column + 1) is `\(text.shortened(to: 40))`", fix: "write whole numbers with commas between"
        )
    }

    func classes(_ values: [Int], _ label: LabelColumn) throws -> [Int32] {
        guard label != .none, let value = label == .first ? values.first : values.last else { return [] }
        guard value < SampleLabels.largestSize else {
            throw DataError(place, "the class is \(value)", fix: "classes are below \(SampleLabels.largestSize)")
        }
        return [Int32(value)]
    }

    func pixels(_ values: ArraySlice<Int>) throws -> [UInt8] {
        try values.map { value in
            guard let pixel = UInt8(exactly: value) else {
                throw DataError(
                    place, "a pixel is \(value)", fix: "pixels are in 0 ... 255; look at which column the class is in")
            }
            return pixel
        }
    }
}
