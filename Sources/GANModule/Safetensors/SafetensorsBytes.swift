/// The header's bytes, read through a block of fixed size: a header of 100 MB takes no more memory
/// than one of 100 bytes.
struct SafetensorsBytes {
    private static let blockSize = 65_536

    /// Offset of the byte that `peek` returns, from the start of the file.
    private(set) var offset = 8
    private let end: Int
    private let file: SystemFile
    private var block: [UInt8]
    private var blockStart = 8
    private var blockEnd = 8

    init(_ file: SystemFile, headerLength: Int) {
        self.file = file
        end = 8 + headerLength
        block = [UInt8](repeating: 0, count: min(Self.blockSize, headerLength))
    }

    /// The next byte, or nil at the end of the header.
    mutating func peek() throws(SafetensorsDefect) -> UInt8? {
        if offset == blockEnd {
            guard offset < end else { return nil }
            try load()
        }
        return block[offset - blockStart]
    }

    /// Skips the byte that `peek` returned.
    mutating func advance() {
        if offset < blockEnd { offset += 1 }
    }

    private mutating func load() throws(SafetensorsDefect) {
        do throws(SystemError) {
            blockStart = offset
            blockEnd = min(end, offset + (try file.read(into: &block, at: offset)))
        } catch {
            throw .cannotRead(at: offset, reason: error.reason)
        }
        guard blockEnd > offset else { throw .fileShrank(at: offset) }
    }
}
