/// The types a tensor's elements can have.
public enum ElementType: String, Sendable, Hashable, CaseIterable {
    /// What networks compute in.
    case float32
    /// Gradient checks and metrics.
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

/// A Swift number that is the element of some tensor: `Float`, `Double` or `Int32`.
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
