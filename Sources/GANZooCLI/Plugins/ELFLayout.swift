import Foundation

/// What the header of a shared library says about its size (System V ABI, "Object Files"). The system's loader maps a file
/// without comparing: reading behind the end of a file that is cut off ends the process.
package enum ELFLayout {
    /// The first bytes of every ELF file.
    package static let mark: [UInt8] = [0x7f] + Array("ELF".utf8)

    /// The least number of bytes that the file must have for its header, its tables and its segments.
    /// - Parameter bytes: begins with `mark`. A file of 32 bits or of another byte order is left to the loader.
    package static func size(of bytes: Data) -> Int {
        let file = Fields(bytes: bytes)
        guard bytes.count >= headerSize else { return headerSize }
        guard file.number(at: 4, size: 1) == is64Bit, file.number(at: 5, size: 1) == isLittleEndian else { return 0 }
        let segments = Table(
            offset: file.number(at: 32, size: 8), entry: file.number(at: 54, size: 2),
            count: file.number(at: 56, size: 2))
        let sections = Table(
            offset: file.number(at: 40, size: 8), entry: file.number(at: 58, size: 2),
            count: file.number(at: 60, size: 2))
        let tables = max(segments.end, sections.end, headerSize)
        guard tables <= bytes.count, segments.entry >= segmentSize else { return tables }
        return (0..<segments.count).reduce(tables) { size, index in
            let start = segments.offset + index * segments.entry
            return max(size, sum(file.number(at: start + 8, size: 8), file.number(at: start + 32, size: 8)))
        }
    }

    /// Whether both files are for one kind of processor. A header that is cut off is left to `size`.
    package static func isSameMachine(_ bytes: Data, _ other: Data) -> Bool {
        guard min(bytes.count, other.count) >= headerSize else { return true }
        // Class, byte order, machine.
        return [4, 5, 18, 19].allSatisfy { bytes[bytes.startIndex + $0] == other[other.startIndex + $0] }
    }

    private static let headerSize = 64
    private static let segmentSize = 56
    private static let is64Bit = 2
    private static let isLittleEndian = 1

    /// Neighboring entries of equal size.
    private struct Table {
        let offset: Int
        let entry: Int
        let count: Int

        var end: Int { count == 0 ? 0 : sum(offset, entry * count) }
    }

    private struct Fields {
        let bytes: Data

        /// An unsigned little-endian number of `size` bytes; `Int.max` if it is larger.
        func number(at offset: Int, size: Int) -> Int {
            let start = bytes.startIndex + offset
            return Int(clamping: bytes[start..<start + size].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        }
    }

    private static func sum(_ a: Int, _ b: Int) -> Int {
        let (value, overflows) = a.addingReportingOverflow(b)
        return overflows ? .max : value
    }
}
