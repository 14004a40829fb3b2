import GANModule
import GANTensor

extension MessageWriter {
    /// Type, shape and elements.
    package mutating func add(_ tensor: Tensor) {
        add(tensor.dtype.rawValue)
        add(tensor.shape.dimensions)
        switch tensor.dtype {
        case .float32: add(tensor.scalars(as: Float.self))
        case .float64: add(tensor.scalars(as: Double.self))
        case .bfloat16: add(tensor.widened().scalars(as: Float.self))
        case .int32: add(tensor.scalars(as: Int32.self))
        }
    }

    /// Element type and shape of a tensor, or that there is none.
    package mutating func add(form tensor: Tensor?) {
        add(tensor?.dtype.rawValue ?? "")
        add(tensor?.shape.dimensions ?? [])
    }

    /// Their number, and each that is not nil.
    mutating func add(_ tensors: [Tensor?]) {
        add(tensors.count)
        for tensor in tensors {
            add(tensor == nil ? 0 : 1)
            if let tensor { add(tensor) }
        }
    }

    /// - Throws: `CollectiveError.foreignBuffer` if the value has a type of a plugin.
    package mutating func add(_ value: any BufferValue) throws {
        switch value {
        case let value as Tensor: add(value)
        case let value as RowBuffer: add(value.rows)
        case let value as Double: add([value])
        case let value as Float: add([value])
        case let value as Int64: add([value])
        case let value as Int: add([Int64(value)])
        case let value as Bool: add([UInt8(value ? 1 : 0)])
        default: throw CollectiveError.foreignBuffer(type: "\(type(of: value))")
        }
    }
}

/// Element type and shape of a tensor.
package typealias TensorForm = (dtype: ElementType, shape: Shape)

extension MessageReader {
    /// Nil if there is no tensor.
    package mutating func form() throws -> TensorForm? {
        let (dtype, shape) = (ElementType(rawValue: try text()), Shape(try array(of: Int.self)))
        return dtype.map { ($0, shape) }
    }

    package mutating func tensor() throws -> Tensor {
        guard let dtype = ElementType(rawValue: try text()) else { throw CollectiveError.unreadableMessage }
        let shape = Shape(try array(of: Int.self))
        return switch dtype {
        case .float32: try tensor(shape, of: Float.self)
        case .float64: try tensor(shape, of: Double.self)
        case .bfloat16: try tensor(shape, of: Float.self).converted(to: dtype)
        case .int32: try tensor(shape, of: Int32.self)
        }
    }

    mutating func optionalTensors() throws -> [Tensor?] {
        let count = try number()
        guard count >= 0 else { throw CollectiveError.unreadableMessage }
        return try (0..<count).map { _ in try number() == 0 ? nil : try tensor() }
    }

    private mutating func tensor<Scalar: TensorScalar & BitwiseCopyable>(_ shape: Shape, of type: Scalar.Type) throws
        -> Tensor
    {
        let scalars = try array(of: type)
        guard scalars.count == shape.count else { throw CollectiveError.unreadableMessage }
        return Tensor(scalars, shape: shape)
    }

    /// A value of the type of `other`.
    package mutating func value(like other: any BufferValue) throws -> any BufferValue {
        switch other {
        case is Tensor: try tensor()
        case is RowBuffer: RowBuffer(try tensor())
        case is Double: try one(of: Double.self)
        case is Float: try one(of: Float.self)
        case is Int64: try one(of: Int64.self)
        case is Int: Int(try one(of: Int64.self))
        case is Bool: try one(of: UInt8.self) != 0
        default: throw CollectiveError.unreadableMessage
        }
    }

    private mutating func one<Element: BitwiseCopyable>(of type: Element.Type) throws -> Element {
        guard let only = try array(of: type).first else { throw CollectiveError.unreadableMessage }
        return only
    }
}
