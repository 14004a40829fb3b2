import CZlib

/// Decompression of gzip (RFC 1952).
enum Gzip {
    /// Deflate reaches 1032 times. Of more than 16 MiB, files of images have far less than 200: MNIST 5, its binarized digits as text 60.
    private static let (plausibleSize, mostRatio) = (16 << 20, 200)

    static func isCompressed(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

    /// The content of a file: all its members, one after the other.
    /// - Parameters:
    /// - place: name of the file in messages.
    /// - limit: maximum size of the content in bytes.
    static func decompressed(_ bytes: [UInt8], place: String, limit: Int = FileBytes.largestSize) throws -> [UInt8] {
        var stream = unsafe z_stream()
        // 15 is the largest window; 16 selects gzip's header and checksum.
        let begun = unsafe inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard begun == Z_OK else { throw DataError(place, "zlib is out of memory", fix: "close other programs") }
        defer { unsafe inflateEnd(&stream) }
        let plausible = max(plausibleSize, mostRatio * bytes.count)
        var content: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        var input = bytes
        let status = unsafe input.withUnsafeMutableBufferPointer { input in
            unsafe (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
            return unsafe inflateAll(&stream, &block, &content, min(limit, plausible))
        }
        if content.count > plausible {
            throw DataError(
                place, "its \(bytes.count) bytes unpack to more than \(plausible), which is not plausible for images",
                fix: "check the origin of the file", isOfContent: true)
        }
        if content.count > limit {
            throw DataError(place, "its content has more than \(limit) bytes", fix: "check the origin of the file")
        }
        guard status == Z_STREAM_END else {
            let reason = status == Z_BUF_ERROR ? "the file ends early" : "its compressed data are damaged"
            throw DataError(place, reason, fix: "download or copy it again")
        }
        return content
    }

    /// - Returns: zlib's last status.
    private static func inflateAll(
        _ stream: inout z_stream, _ block: inout [UInt8], _ content: inout [UInt8], _ limit: Int
    ) -> Int32 {
        var status = Z_OK
        while status == Z_OK, content.count <= limit {
            let written = unsafe block.withUnsafeMutableBufferPointer { block in
                unsafe (stream.next_out, stream.avail_out) = (block.baseAddress, UInt32(block.count))
                status = unsafe inflate(&stream, Z_NO_FLUSH)
                return unsafe block.count - Int(stream.avail_out)
            }
            content += block.prefix(written)
            if status == Z_STREAM_END, unsafe hasAnotherMember(stream) { status = unsafe inflateReset(&stream) }
        }
        return status
    }

    /// Data that follows, such as the zeros of a tape, is ignored.
    private static func hasAnotherMember(_ stream: z_stream) -> Bool {
        guard unsafe stream.avail_in >= 2, let next = unsafe stream.next_in else { return false }
        return unsafe next[0] == 0x1F && next[1] == 0x8B
    }
}
