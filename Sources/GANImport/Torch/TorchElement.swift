import GANModule

/// The element type of a PyTorch storage.
enum TorchElement: String, CaseIterable {
    case float = "FloatStorage"
    case double = "DoubleStorage"
    case half = "HalfStorage"
    case bfloat16 = "BFloat16Storage"
    case long = "LongStorage"
    case int = "IntStorage"
    case short = "ShortStorage"
    case char = "CharStorage"
    case byte = "ByteStorage"
    case bool = "BoolStorage"

    init?(storage: PickleGlobal) {
        guard storage.module == "torch" else { return nil }
        self.init(rawValue: storage.name)
    }

    /// The type in safetensors.
    var type: SafetensorsType {
        switch self {
        case .float: .float32
        case .double: .float64
        case .half: .float16
        case .bfloat16: .bfloat16
        case .long: .int64
        case .int: .int32
        case .short: .int16
        case .char: .int8
        case .byte: .uint8
        case .bool: .bool
        }
    }
}
