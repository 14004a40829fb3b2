/// The element types of a safetensors file.
///
/// The cases are in the order in which entries are written: widest first, so that every entry starts at a
/// multiple of its own width. Equal widths follow the Python package, so that both write the same bytes. The format can gain
/// types, so a `switch` outside this package needs `@unknown default`.
@nonexhaustive public enum SafetensorsType: String, CaseIterable, Sendable {
    case uint64 = "U64"
    case int64 = "I64"
    case float64 = "F64"
    case float32 = "F32"
    case uint32 = "U32"
    case int32 = "I32"
    case bfloat16 = "BF16"
    case float16 = "F16"
    case uint16 = "U16"
    case int16 = "I16"
    case float8E4M3 = "F8_E4M3"  // raw bytes only: Swift has no such scalar
    case float8E5M2 = "F8_E5M2"  // raw bytes only
    case int8 = "I8"
    case uint8 = "U8"
    case bool = "BOOL"  // one byte, 0 or 1

    /// Bytes per element.
    public var byteWidth: Int {
        switch self {
        case .uint64, .int64, .float64: 8
        case .float32, .uint32, .int32: 4
        case .bfloat16, .float16, .uint16, .int16: 2
        case .float8E4M3, .float8E5M2, .int8, .uint8, .bool: 1
        }
    }

    /// Index in the order of writing, from 0.
    var writingRank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// Number of bytes of a tensor of this type; nil if a dimension is negative or the product overflows `Int`.
    func byteCount(ofShape shape: [Int]) -> Int? {
        var bytes = byteWidth
        for dimension in shape {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: dimension)
            guard dimension >= 0, !overflow else { return nil }
            bytes = product
        }
        return bytes
    }
}
