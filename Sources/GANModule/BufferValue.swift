import GANTensor

/// A type that a `@Buffer` can hold: a tensor, rows of a batch, a number or a boolean. Each is one tensor in a checkpoint.
public protocol BufferValue {
    /// Type and shape in a file.
    var stateType: SafetensorsType { get }
    var stateShape: [Int] { get }
    /// Whether a tensor of that type and shape in a file can be read as this value.
    func takes(_ type: SafetensorsType, _ shape: [Int]) -> Bool
    /// Writes the value as `name`.
    func addState(named name: String, to writer: inout SafetensorsWriter)
    /// The value of the tensor `name` in `file`, whose type and shape must be those of this one.
    func reading(named name: String, from file: SafetensorsFile) throws -> Self
    /// The same value as a constant.
    var withoutGraph: Self { get }
    /// The same value in the floating-point type of `other`. A buffer keeps its element type, so that its checkpoints fit.
    func inType(of other: Self) -> Self
}

extension BufferValue {
    public var withoutGraph: Self { self }

    public func inType(of other: Self) -> Self { self }

    public func takes(_ type: SafetensorsType, _ shape: [Int]) -> Bool { type == stateType && shape == stateShape }
}

extension BufferValue {
    /// Whether all its floating-point numbers are finite, as checkpoints ask.
    package var holdsFiniteNumbers: Bool {
        defect(outside: -Double.greatestFiniteMagnitude ... .greatestFiniteMagnitude) == nil
    }

    /// What is wrong with floating-point numbers that should be in `range`; nil if all are.
    func defect(outside range: ClosedRange<Double>) -> String? {
        let wrong: Double? =
            switch self {
            case let number as Float: [Double(number)].first { !range.contains($0) }
            case let number as Double: [number].first { !range.contains($0) }
            case let tensor as Tensor: tensor.firstNumber(outside: range)
            default: nil
            }
        guard let wrong else { return nil }
        let isOpen = range.upperBound == .infinity
        return "is \(wrong), which is "
            + (isOpen ? "below \(range.lowerBound)" : "not in \(range.lowerBound) ... \(range.upperBound)")
    }
}

extension Tensor {
    /// The first floating-point number outside `range`; nil if there is none.
    fileprivate func firstNumber(outside range: ClosedRange<Double>) -> Double? {
        switch dtype {
        case .float32: scalars(as: Float.self).lazy.map(Double.init).first { !range.contains($0) }
        case .float64: scalars(as: Double.self).first { !range.contains($0) }
        case .bfloat16: widened().firstNumber(outside: range)
        case .int32: nil
        }
    }
}

extension BufferValue where Self: SafetensorsScalar {
    public var stateType: SafetensorsType { Self.safetensorsType }
    public var stateShape: [Int] { [] }

    public func addState(named name: String, to writer: inout SafetensorsWriter) {
        writer.add(name, shape: []) { [self] }
    }

    public func reading(named name: String, from file: SafetensorsFile) throws -> Self {
        try file.values(of: name, as: Self.self)[0]
    }
}

extension Float: BufferValue {}
extension Double: BufferValue {}
extension Bool: BufferValue {}
extension Int64: BufferValue {}

extension Int: BufferValue {
    public var stateType: SafetensorsType { .int64 }
    public var stateShape: [Int] { [] }

    public func addState(named name: String, to writer: inout SafetensorsWriter) {
        Int64(self).addState(named: name, to: &writer)
    }

    public func reading(named name: String, from file: SafetensorsFile) throws -> Int {
        Int(try Int64(self).reading(named: name, from: file))
    }
}

extension Tensor: BufferValue {
    public var stateType: SafetensorsType {
        switch dtype {
        case .float32, .bfloat16: .float32
        case .float64: .float64
        case .int32: .int32
        }
    }

    public var stateShape: [Int] { shape.dimensions }

    public var withoutGraph: Tensor { detached() }

    public func inType(of other: Tensor) -> Tensor {
        dtype.isFloatingPoint && other.dtype.isFloatingPoint ? converted(to: other.dtype) : self
    }

    public func addState(named name: String, to writer: inout SafetensorsWriter) {
        switch dtype {
        case .float32: writer.add(name, shape: stateShape) { scalars(as: Float.self) }
        case .float64: writer.add(name, shape: stateShape) { scalars(as: Double.self) }
        case .bfloat16: widened().addState(named: name, to: &writer)
        case .int32: writer.add(name, shape: stateShape) { scalars(as: Int32.self) }
        }
    }

    public func reading(named name: String, from file: SafetensorsFile) throws -> Tensor {
        switch dtype {
        case .float32: try file.tensor(name, shape, of: Float.self)
        case .float64: try file.tensor(name, shape, of: Double.self)
        case .bfloat16: try file.tensor(name, shape, of: Float.self).converted(to: dtype)
        case .int32: try file.tensor(name, shape, of: Int32.self)
        }
    }
}

extension SafetensorsFile {
    /// The tensor of that name: F32, F64 or I32.
    public func tensor(_ name: String) throws -> Tensor {
        let shape = Shape(entry(named: name)?.shape ?? [])
        return switch entry(named: name)?.type {
        case .float64: try tensor(name, shape, of: Double.self)
        case .int32: try tensor(name, shape, of: Int32.self)
        default: try tensor(name, shape, of: Float.self)
        }
    }

    /// A large tensor is read in blocks, so that the file's values and the tensor are not in memory at the same time.
    fileprivate func tensor<Scalar: SafetensorsScalar & TensorScalar & BitwiseCopyable>(
        _ name: String, _ shape: Shape, of: Scalar.Type
    ) throws -> Tensor {
        if let entry = entry(named: name) { try checkFits(entry) }
        let hasAll = entry(named: name)?.shape.reduce(1, *) == shape.count
        guard hasAll, shape.count > valuesAtOnce else {
            return Tensor(try values(of: name, as: Scalar.self), shape: shape)
        }
        var stack = RowStack(shape.count)
        for start in stride(from: 0, to: shape.count, by: valuesAtOnce) {
            let range = start..<min(start + valuesAtOnce, shape.count)
            stack.append(Tensor(try values(of: name, as: Scalar.self, in: range), shape: [range.count]))
        }
        guard let tensor = stack.tensor() else { preconditionFailure("the ranges cover the tensor") }
        return tensor.reshaped(to: shape)
    }
}

private let valuesAtOnce = 1 << 22
