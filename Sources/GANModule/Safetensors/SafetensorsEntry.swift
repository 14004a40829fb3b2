/// The header's description of one tensor. The values stay in the file.
public struct SafetensorsEntry: Sendable, Equatable {
    public let name: String
    public let type: SafetensorsType
    /// Outermost dimension first, row-major; empty for a single value.
    public let shape: [Int]
    /// Position of the values, in bytes from the end of the header.
    public let byteRange: Range<Int>

    /// Number of elements: the product of `shape`.
    public var elementCount: Int { byteRange.count / type.byteWidth }

    /// The same tensor under another name.
    func named(_ name: String) -> SafetensorsEntry {
        SafetensorsEntry(name: name, type: type, shape: shape, byteRange: byteRange)
    }
}

/// Limits of the format and of this reader.
enum SafetensorsLimit {
    /// Most tensors of a file. A network of a GAN has a few hundred, the largest published language models a hundred thousand.
    static let tensors = 1 << 18
    /// Most pairs of metadata. Programs that record how a network was trained write a few hundred.
    static let pairs = 10_000
    /// Limit of the format: length of the header in bytes.
    static let headerBytes = 100_000_000
    /// Our limit: number of dimensions, as in NumPy and PyTorch. The format has no limit, and two bytes of header
    /// per dimension would become eight in memory.
    static let dimensions = 64
    /// Our limit: bytes of a name in an error message.
    static let quotedBytes = 64
}
