/// A message in the wire format of Protocol Buffers, written field by field.
struct ProtobufMessage {
    private(set) var bytes: [UInt8] = []

    private enum WireType: UInt64 {
        case varint = 0
        case fixed64 = 1
        case lengthDelimited = 2
        case fixed32 = 5
    }

    /// An absent field means zero, so zeros are not written, as in other implementations.
    mutating func add(_ field: Int, _ value: Int) {
        guard value != 0 else { return }
        addTag(field, .varint)
        addVarint(UInt64(bitPattern: Int64(value)))
    }

    mutating func add(_ field: Int, _ value: Double) {
        addTag(field, .fixed64)
        bytes += littleEndianBytes(value.bitPattern)
    }

    mutating func add(_ field: Int, _ value: Float) {
        addTag(field, .fixed32)
        bytes += littleEndianBytes(value.bitPattern)
    }

    mutating func add(_ field: Int, _ value: [UInt8]) {
        addTag(field, .lengthDelimited)
        addVarint(UInt64(value.count))
        bytes += value
    }

    mutating func add(_ field: Int, _ text: String) { add(field, Array(text.utf8)) }

    mutating func add(_ field: Int, _ message: ProtobufMessage) { add(field, message.bytes) }

    private mutating func addTag(_ field: Int, _ type: WireType) { addVarint(UInt64(field) << 3 | type.rawValue) }

    /// Seven bits per byte, lowest first; all but the last byte have the upper bit set.
    private mutating func addVarint(_ value: UInt64) {
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// Little endian.
func littleEndianBytes<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
