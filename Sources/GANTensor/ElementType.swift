/// The element types of tensors.
///
/// More types can follow. A `switch` outside this package therefore needs `@unknown default`. Code that depends on what a type can
/// do asks `isFloatingPoint` and `accumulation`.
@nonexhaustive public enum ElementType: String, Sendable, Hashable, CaseIterable {
    /// The type of parameters, losses and statistics.
    case float32
    /// 64-bit floating point, for gradient checks and metrics.
    case float64
    /// Indices.
    case int32
    /// The upper half of a float32, for activations of chosen layers. Only the devices of PyTorch have it.
    case bfloat16

    public var isFloatingPoint: Bool {
        switch self {
        case .float32, .float64, .bfloat16: true
        case .int32: false
        }
    }

    /// The type in which numbers of this type are summed. It has at least 32 bits, so it is its own accumulation type.
    public var accumulation: ElementType {
        switch self {
        case .float32, .float64, .int32: self
        case .bfloat16: .float32
        }
    }

    /// Whether sums of numbers of this type have another type.
    package var isNarrow: Bool { accumulation != self }

    package var byteWidth: Int {
        switch self {
        case .bfloat16: 2
        case .float32, .int32: 4
        case .float64: 8
        }
    }
}

/// A Swift number type that can be a tensor's element: `Float`, `Double` or `Int32`.
public protocol TensorScalar: Sendable, BitwiseCopyable {
    static var elementType: ElementType { get }
}

extension Float: TensorScalar {
    public static var elementType: ElementType { .float32 }
}

extension Double: TensorScalar {
    public static var elementType: ElementType { .float64 }
}

extension Int32: TensorScalar {
    public static var elementType: ElementType { .int32 }
}
