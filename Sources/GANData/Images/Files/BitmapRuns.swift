/// The color numbers of a bitmap in runs of equal pixels.
struct BitmapRuns {
    private let header: BitmapHeader
    private let bytes: [UInt8]
    private var position: Int
    private var row = 0
    private var column = 0
    /// Pixels that no run covers have the number 0.
    private var drawn: [UInt8]
    /// Pixels that may still be drawn, also beside and below the image. Programs draw each pixel once, and some fill rows up to a multiple.
    private var drawable: Int

    init(_ header: BitmapHeader, _ bytes: [UInt8]) {
        (self.header, self.bytes, position) = (header, bytes, header.start)
        drawn = [UInt8](repeating: 0, count: header.width * header.height)
        drawable = 2 * drawn.count + (1 << 16)
    }

    /// The numbers in the file's order of rows.
    /// - Throws: `ImageDefect` if the file ends before the mark of the end.
    func numbers() throws(ImageDefect) -> [UInt8] {
        var copy = self
        while try copy.readCommand() {}
        return copy.drawn
    }

    private mutating func next() throws(ImageDefect) -> Int {
        guard position >= 0, position < bytes.count else { throw BitmapHeader.cutShort }
        defer { position += 1 }
        return Int(bytes[position])
    }

    /// A count and what to repeat; or 0 and: 0, the end of a row; 1, the end of the image; 2, a step to the right and on
    /// along the rows; else a number of pixels that follow one by one.
    /// - Returns: false at the end.
    private mutating func readCommand() throws(ImageDefect) -> Bool {
        let (count, value) = (try next(), try next())
        drawable -= count > 0 ? count : value
        guard drawable >= 0 else { throw ImageDefect(.bmp, "it draws far more pixels than it has") }
        if count > 0 {
            for index in 0..<count { draw(number(value, index)) }
            return true
        }
        switch value {
        case 0: (row, column) = (row + 1, 0)
        case 1: return false
        case 2: (column, row) = (column + (try next()), row + (try next()))
        default: try copyPixels(value)
        }
        return true
    }

    /// Pixels fill multiples of two bytes.
    private mutating func copyPixels(_ count: Int) throws(ImageDefect) {
        let isHalf = header.bits == 4
        let size = isHalf ? (count + 1) / 2 : count
        var left = count
        for _ in 0..<size {
            let value = try next()
            for index in 0..<min(isHalf ? 2 : 1, left) {
                draw(number(value, index))
                left -= 1
            }
        }
        if size % 2 == 1 { _ = try next() }
    }

    /// Two pixels of four bits alternate.
    private func number(_ value: Int, _ index: Int) -> UInt8 {
        header.bits == 8 ? UInt8(value) : UInt8(index % 2 == 0 ? value >> 4 : value & 15)
    }

    private mutating func draw(_ number: UInt8) {
        if row < header.height, column < header.width { drawn[row * header.width + column] = number }
        column += 1
    }
}
