import CZlib

/// Writes zip files as no honest program does (APPNOTE.TXT 4.3).
struct ZipBuilder {
    struct Entry {
        var name: String
        var content: [UInt8] = []
        var isDeflated = false
        /// Claimed size of the content; its own where there is none.
        var claim: UInt32?
        /// Claimed size of what lies in the archive.
        var storedClaim: UInt32?
        var isEncrypted = false
        /// Whether the directory says that its content is that of the first entry.
        var sharesFirst = false
        /// Of Unix.
        var mode: UInt32 = 0o100644
    }

    private(set) var bytes: [UInt8] = []

    init(_ entries: [Entry]) {
        var directory: [UInt8] = []
        for entry in entries {
            let offset = entry.sharesFirst ? 0 : UInt32(bytes.count)
            let stored = entry.isDeflated ? deflated(entry.content) : entry.content
            let size = entry.claim ?? UInt32(entry.content.count)
            let flags: UInt16 = (entry.isEncrypted ? 1 : 0) | 0x800
            let method: UInt16 = entry.isDeflated ? 8 : 0
            let checksum = UInt32(truncatingIfNeeded: unsafe crc32(0, entry.content, uInt(entry.content.count)))
            let name = Array(entry.name.utf8)
            var common = little(20 as UInt16) + little(flags) + little(method) + little(0 as UInt32)
            common += little(checksum) + little(entry.storedClaim ?? UInt32(stored.count)) + little(size)
            common += little(UInt16(name.count)) + little(0 as UInt16)
            if !entry.sharesFirst { bytes += [0x50, 0x4B, 3, 4] + common + name + stored }
            directory += [0x50, 0x4B, 1, 2] + little(0x0314 as UInt16) + common
            directory += little(0 as UInt16) + little(0 as UInt16) + little(0 as UInt16)
            directory += little(entry.mode << 16) + little(offset) + name
        }
        let count = little(UInt16(entries.count))
        let start = UInt32(bytes.count)
        bytes += directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + count + count
        bytes += little(UInt32(directory.count)) + little(start) + [0, 0]
    }

    private func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        (0..<(Value.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> (8 * Value($0))) }
    }

    /// Raw deflate.
    private func deflated(_ content: [UInt8]) -> [UInt8] {
        var stream = unsafe z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        _ = unsafe deflateInit2_(&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
        defer { unsafe _ = deflateEnd(&stream) }
        var input = content
        return unsafe [UInt8](unsafeUninitializedCapacity: content.count + 1000) { target, initialized in
            unsafe input.withUnsafeMutableBufferPointer { input in
                unsafe (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
                unsafe (stream.next_out, stream.avail_out) = (target.baseAddress, UInt32(target.count))
                _ = unsafe deflate(&stream, Z_FINISH)
                initialized = unsafe target.count - Int(stream.avail_out)
            }
        }
    }
}
