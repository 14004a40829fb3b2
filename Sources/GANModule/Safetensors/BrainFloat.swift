extension Float {
    /// The value of a bfloat16: its bits are the upper half of those of a float32.
    package init(bfloat16 bits: UInt16) { self.init(bitPattern: UInt32(bits) << 16) }
}

extension SafetensorsFile {
    /// The values of a tensor of BF16 as float32, which represents all of them.
    package func bfloat16Values(of name: String) throws -> [Float] {
        let bytes = try bytes(of: name)
        return stride(from: 0, to: bytes.count - 1, by: 2).map {
            Float(bfloat16: UInt16(bytes[$0 + 1]) << 8 | UInt16(bytes[$0]))
        }
    }
}
