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
        let plausible = largestPlausibleSize(of: bytes)
        let (content, status) = try inflated(bytes, place: place, limit: min(limit, plausible))
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

    /// The number of bytes that the file states at its end for its last member; nil if it is not plausible. A file of one member has so many,
    /// unless it is damaged.
    static func statedSize(of bytes: [UInt8]) -> Int? {
        let size = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        return bytes.count >= 18 && size <= min(largestPlausibleSize(of: bytes), FileBytes.largestSize) ? size : nil
    }

    /// The first bytes of the content, at least `count` of them; nil if it has fewer, or is damaged up to there.
    static func start(of bytes: [UInt8], count: Int) -> [UInt8]? {
        guard let (content, status) = try? inflated(bytes, place: "", limit: count) else { return nil }
        return status == Z_OK && content.count > count ? content : nil
    }

    private static func largestPlausibleSize(of bytes: [UInt8]) -> Int { max(plausibleSize, mostRatio * bytes.count) }

    /// Unpacks until more than `limit` bytes are there.
    /// - Returns: the content, and zlib's last status.
    private static func inflated(_ bytes: [UInt8], place: String, limit: Int) throws -> ([UInt8], Int32) {
        var stream = unsafe z_stream()
        // 15 is the largest window; 16 selects gzip's header and checksum.
        let begun = unsafe inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard begun == Z_OK else { throw DataError(place, "zlib is out of memory", fix: "close other programs") }
        defer { unsafe inflateEnd(&stream) }
        var content: [UInt8] = []
        // A small file can state any size.
        content.reserveCapacity(min(limit, statedSize(of: bytes) ?? 0, usualRatio * bytes.count) + blockSize)
        var block = [UInt8](repeating: 0, count: blockSize)
        let status = unsafe bytes.withUnsafeBufferPointer { input in
            // zlib does not write to its input.
            unsafe (stream.next_in, stream.avail_in) = (
                UnsafeMutablePointer(mutating: input.baseAddress), UInt32(input.count)
            )
            return unsafe inflateAll(&stream, &block, &content, limit)
        }
        return (content, status)
    }

    private static let (blockSize, usualRatio) = (1 << 16, 16)

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
