import CZlib

/// Decompression of zlib streams (RFC 1950) into a bounded buffer.
enum Zlib {
    /// The first bytes of the content; fewer than `limit` if it is shorter or damaged.
    static func prefix(of compressed: ArraySlice<UInt8>, limit: Int) -> [UInt8] {
        var stream = unsafe z_stream()
        guard unsafe inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return [] }
        defer { unsafe inflateEnd(&stream) }
        var input = Array(compressed)
        return unsafe input.withUnsafeMutableBufferPointer { input in
            unsafe [UInt8](unsafeUninitializedCapacity: limit) { output, count in
                unsafe (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
                unsafe (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(limit))
                _ = unsafe inflate(&stream, Z_SYNC_FLUSH)
                count = unsafe limit - Int(stream.avail_out)
            }
        }
    }
}
