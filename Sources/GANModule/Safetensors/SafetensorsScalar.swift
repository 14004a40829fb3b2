/// A Swift scalar that a safetensors file can store, bit for bit.
///
/// The host must be little-endian like the file; all supported 64-bit Linux systems are.
public protocol SafetensorsScalar: BitwiseCopyable, Sendable {
    static var safetensorsType: SafetensorsType { get }
}

#if _endian(big)
    #error("Safetensors values are copied as they lie in the file, which is little-endian; this host is big-endian")
#endif

extension UInt64: SafetensorsScalar { public static var safetensorsType: SafetensorsType { .uint64 } }
extension Int64: SafetensorsScalar { public static var safetensorsType: SafetensorsType { .int64 } }
extension Double: SafetensorsScalar { public static var safetensorsType: SafetensorsType { .float64 } }
extension Float: SafetensorsScalar { public static var safetensorsType: SafetensorsType { .float32 } }
extension UInt32: SafetensorsScalar { public static var safetensorsType: SafetensorsType { .uint32 } }
extension Int32: SafetensorsScalar { public static var safetensorsType: SafetensorsType { .int32 } }
extension Float16: SafetensorsScalar { public static var safetensorsType: SafetensorsType { .float16 } }
extension UInt16: SafetensorsScalar { public static var safetensorsType: SafetensorsType { .uint16 } }
extension Int16: SafetensorsScalar { public static var safetensorsType: SafetensorsType { .int16 } }
extension Int8: SafetensorsScalar { public static var safetensorsType: SafetensorsType { .int8 } }
extension UInt8: SafetensorsScalar { public static var safetensorsType: SafetensorsType { .uint8 } }
extension Bool: SafetensorsScalar { public static var safetensorsType: SafetensorsType { .bool } }
