import CZlib

/// Compresses with gzip.
enum GzipBuilder {
    static func packed(_ content: [UInt8]) -> [UInt8] {
        var stream = unsafe z_stream()
        // 15 is the largest window; 16 selects gzip's header.
        _ = unsafe deflateInit2_(
            &stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { unsafe _ = deflateEnd(&stream) }
        var input = content
        let most = content.count + content.count / 100 + 1000
        return unsafe [UInt8](unsafeUninitializedCapacity: most) { target, initialized in
            unsafe input.withUnsafeMutableBufferPointer { input in
                unsafe (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
                unsafe (stream.next_out, stream.avail_out) = (target.baseAddress, UInt32(target.count))
                _ = unsafe deflate(&stream, Z_FINISH)
                initialized = unsafe target.count - Int(stream.avail_out)
            }
        }
    }
}
