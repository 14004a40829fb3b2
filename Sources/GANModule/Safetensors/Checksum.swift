import CZlib

/// CRC-32 (ISO 3309), by zlib.
package enum Checksum {
    package static func of<Value: BitwiseCopyable>(_ values: [Value]) -> UInt32 {
        unsafe values.withUnsafeBytes { bytes in
            UInt32(truncatingIfNeeded: unsafe crc32_z(0, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
        }
    }
}

extension SafetensorsFile {
    /// The checksum of a tensor's bytes.
    public func checksum(of name: String) throws -> UInt32 { Checksum.of(try bytes(of: name)) }
}
