import GANTensor

/// State that is saved in checkpoints and that no optimizer touches: running means, phase counters, fixed noise.
///
/// An integer counts something: a checkpoint whose integers are not in 0 … 2⁵³ is refused as damaged. So is one whose floating-point
/// numbers are not finite, or are outside the range that the buffer states.
@propertyWrapper public final class Buffer<Value: BufferValue>: AnyBuffer {
    public var wrappedValue: Value

    /// The name in checkpoints where it is not the property's.
    public let name: String?

    private let check: (Value) -> String?

    public convenience init(wrappedValue: Value) { self.init(wrappedValue: wrappedValue, nil) }

    public convenience init(wrappedValue: Value, _ name: String?) { self.init(wrappedValue, name) { _ in nil } }

    /// - Parameter range: of every number that training can leave there. Its upper bound may be infinite.
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
    /// No rows yet.
    /// - Parameter rowShape: of one row.
    public convenience init(rowShape: Shape) {
        self.init(RowBuffer(), nil) { $0.defect(unlessOf: rowShape) }
    }
}

/// A buffer of whatever value.
public protocol AnyBuffer: AnyObject {
    var name: String? { get }
    var value: any BufferValue { get }
    /// - Returns: false, and changes nothing, when `value` is of another type.
    func setValue(_ value: any BufferValue) -> Bool
    /// What is wrong with a value from a file, in words that follow the buffer's name; nil where nothing is.
    func defect(of value: any BufferValue) -> String?
}
