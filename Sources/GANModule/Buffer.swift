import GANTensor

/// State that is saved in checkpoints and not changed by optimizers: running means, phase counters, fixed noise.
///
/// An integer is a count: a checkpoint whose integers are not in 0 … 2⁵³ is refused as damaged, and so is one whose
/// floating-point numbers are not finite, or outside the range that the buffer states.
@propertyWrapper public final class Buffer<Value: BufferValue>: AnyBuffer {
    public var wrappedValue: Value

    /// The name in checkpoints if it is not the property's.
    public let name: String?

    private let check: (Value) -> String?

    public convenience init(wrappedValue: Value) { self.init(wrappedValue: wrappedValue, nil) }

    public convenience init(wrappedValue: Value, _ name: String?) { self.init(wrappedValue, name) { _ in nil } }

    /// A buffer whose values are always in `range`, also in checkpoints. The upper bound may be infinite.
    public convenience init(wrappedValue: Value, _ name: String? = nil, in range: ClosedRange<Double>) {
        self.init(wrappedValue, name) { $0.defect(outside: range) }
    }

    private init(_ value: Value, _ name: String?, _ check: @escaping (Value) -> String?) {
        (wrappedValue, self.name, self.check) = (value, name, check)
    }

    public var projectedValue: Buffer<Value> { self }

    public var value: any BufferValue { wrappedValue }

    public func setValue(_ value: any BufferValue) -> Bool {
        guard let value = value as? Value else { return false }
        wrappedValue = value
        return true
    }

    public func defect(of value: any BufferValue) -> String? { (value as? Value).flatMap(check) }
}

extension Buffer where Value == RowBuffer {
    /// Starts without rows.
    /// - Parameter rowShape: shape of one row.
    public convenience init(rowShape: Shape) {
        self.init(RowBuffer(), nil) { $0.defect(unlessOf: rowShape) }
    }
}

/// A buffer of any value type.
public protocol AnyBuffer: AnyObject {
    var name: String? { get }
    var value: any BufferValue { get }
    /// - Returns: false, without a change, if `value` has another type.
    func setValue(_ value: any BufferValue) -> Bool
    /// What is wrong with a value from a file, as a phrase that follows the buffer's name; nil if it is valid.
    func defect(of value: any BufferValue) -> String?
}
