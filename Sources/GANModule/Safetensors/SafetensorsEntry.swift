/// One tensor of a safetensors file: what the header says of it. The values stay in the file.
public struct SafetensorsEntry: Sendable, Equatable {
    public let name: String
    public let type: SafetensorsType
    /// Outermost dimension first, row-major; empty for a single value.
    public let shape: [Int]
    /// Where the values lie, in bytes from the end of the header.
    public let byteRange: Range<Int>

    /// Number of elements: the product of `shape`.
    public var elementCount: Int { byteRange.count / type.byteWidth }
}

/// Limits of the format and of this reader.
enum SafetensorsLimit {
    /// Of the format: longest header, in bytes.
    static let headerBytes = 100_000_000
    /// Ours: most dimensions of one tensor, as in NumPy and PyTorch. The format names none, and two bytes of header
    /// per dimension would become eight in memory.
    static let dimensions = 64
    /// Ours: bytes of a name that an error message repeats.
    static let quotedBytes = 64
}
