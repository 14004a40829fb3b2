/// The element types of tensors.
public enum ElementType: String, Sendable, Hashable, CaseIterable {
    /// The type of networks.
    case float32
    /// 64-bit floating point, for gradient checks and metrics.
    case float64
    /// Indices.
    case int32

    public var isFloatingPoint: Bool { self != .int32 }

    package var byteWidth: Int {
        switch self {
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
