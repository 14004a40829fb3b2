import GANCore

/// Reads numbers and lengths, little-endian by default, and never past the end.
struct PickleCursor {
    let bytes: [UInt8]
    private(set) var offset: Int

    init(_ bytes: [UInt8], at offset: Int) { (self.bytes, self.offset) = (bytes, offset) }

    func defect(_ problem: String) -> PickleDefect { PickleDefect(offset: offset, problem: problem) }

    mutating func byte() throws(PickleDefect) -> UInt8 {
        guard offset < bytes.count else { throw defect("it ends early") }
        defer { offset += 1 }
        return bytes[offset]
    }

    /// An unsigned number with this many bytes, at most eight.
    mutating func number(_ size: Int) throws(PickleDefect) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<size { value |= UInt64(try byte()) << (8 * UInt64(index)) }
        return value
    }

    /// A range of bytes whose length comes first, in `size` bytes.
    mutating func block(lengthIn size: Int) throws(PickleDefect) -> Range<Int> {
        let length = try number(size)
        guard length <= UInt64(bytes.count - offset) else {
            throw defect(
                "\(counted(Int(clamping: length), "byte")) \(length == 1 ? "is" : "are") stated, but only \(bytes.count - offset) \(bytes.count - offset == 1 ? "is" : "are") left"
            )
        }
        return skip(Int(length))
    }

    /// The text up to the next line end, which is skipped.
    mutating func line() throws(PickleDefect) -> String {
        guard let end = bytes[offset...].prefix(Self.longestLine).firstIndex(of: 0x0A) else {
            throw defect("a line does not end")
        }
        let range = skip(end - offset)
        offset += 1
        return try text(range)
    }

    func text(_ range: Range<Int>) throws(PickleDefect) -> String {
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw PickleDefect(offset: range.lowerBound, problem: "a text is not valid UTF-8")
        }
        return text
    }

    private mutating func skip(_ count: Int) -> Range<Int> {
        defer { offset += count }
        return offset..<offset + count
    }

    private static let longestLine = 1024
}
