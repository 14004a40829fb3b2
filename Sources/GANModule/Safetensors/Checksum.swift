import CZlib

/// CRC-32 (ISO 3309), by zlib.
package enum Checksum {
    package static func of<Value: BitwiseCopyable>(_ values: [Value]) -> UInt32 { continued(0, values) }

    /// The checksum of what `sum` is of, followed by `values`.
    fileprivate static func continued<Value: BitwiseCopyable>(_ sum: UInt32, _ values: [Value]) -> UInt32 {
        unsafe values.withUnsafeBytes { bytes in
            UInt32(
                truncatingIfNeeded: unsafe crc32_z(
                    UInt(sum), bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
        }
    }
}

extension SafetensorsFile {
    /// The checksum of a tensor's bytes, which are read in blocks: a file of a few bytes can claim a tensor of terabytes.
    public func checksum(of name: String) throws -> UInt32 {
        var sum: UInt32 = 0
        try forEachBlock(of: name) { sum = Checksum.continued(sum, $0) }
        return sum
    }

    /// Calls `body` with the bytes of a tensor, some at a time. Each block but the last has a multiple of 8 bytes.
    package func forEachBlock(of name: String, _ body: ([UInt8]) throws -> Void) throws {
        let count = try byteCount(of: name)
        for start in stride(from: 0, to: count, by: bytesAtOnce) {
            try body(try bytes(of: name, in: start..<min(start + bytesAtOnce, count)))
        }
    }
}

private let bytesAtOnce = 1 << 22
