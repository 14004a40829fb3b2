import GANModule

/// TFRecord framing: 64-bit length, its masked CRC-32C, the data, their masked CRC-32C; little endian.
enum EventRecord {
    private static let headerBytes = 12
    private static let footerBytes = 4
    /// A longer record is no run's: a sheet of images has some megabytes, and a file with a hole can state terabytes.
    private static let longest = 1 << 28

    static func bytes(of data: [UInt8]) -> [UInt8] {
        let length = littleEndianBytes(UInt64(data.count))
        return length + littleEndianBytes(CRC32C.masked(length)) + data + littleEndianBytes(CRC32C.masked(data))
    }

    /// Whether complete records fill the file up to `offset`, by their lengths.
    static func ends(at offset: Int, in file: SystemFile) throws(SystemError) -> Bool {
        var end = 0
        while end < offset {
            let header = try file.read(headerBytes, at: end, as: UInt8.self)
            guard header.count == headerBytes, let length = dataCount(header), length <= offset - end else {
                return false
            }
            end += headerBytes + length + footerBytes
        }
        return end == offset
    }

    /// The place of the first record up to `offset` whose data do not match their checksum; nil if all do.
    /// - Precondition: complete records fill the file up to `offset`.
    static func damage(upTo offset: Int, in file: SystemFile) throws(SystemError) -> Int? {
        var start = 0
        while start < offset {
            guard let length = dataCount(try file.read(headerBytes, at: start, as: UInt8.self)) else { return start }
            let data = try file.read(length, at: start + headerBytes, as: UInt8.self)
            let footer = try file.read(footerBytes, at: start + headerBytes + length, as: UInt8.self)
            guard littleEndianBytes(CRC32C.masked(data)) == footer else { return start }
            start += headerBytes + length + footerBytes
        }
        return nil
    }

    /// The length of a record's data in bytes; nil if the checksum does not match, or no record is so long.
    private static func dataCount(_ header: [UInt8]) -> Int? {
        let length = header.prefix(8)
        guard littleEndianBytes(CRC32C.masked(length)).elementsEqual(header.dropFirst(8)) else { return nil }
        let count = length.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return count <= longest ? Int(count) : nil
    }
}
