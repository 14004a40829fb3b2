/// State that is saved in checkpoints and that no optimizer touches: running means, phase counters, fixed noise.
///
/// An integer counts something: a checkpoint whose integers are not in 0 … 2⁵³ is refused as damaged.
@propertyWrapper public final class Buffer<Value: BufferValue>: AnyBuffer {
    public var wrappedValue: Value

    /// The name in checkpoints where it is not the property's.
    public let name: String?

    public convenience init(wrappedValue: Value) { self.init(wrappedValue: wrappedValue, nil) }

    public init(wrappedValue: Value, _ name: String?) {
        self.wrappedValue = wrappedValue
        self.name = name
    }

    public var projectedValue: Buffer<Value> { self }

    public var value: any BufferValue { wrappedValue }

    public func setValue(_ value: any BufferValue) -> Bool {
        guard let value = value as? Value else { return false }
        wrappedValue = value
        return true
    }
}

/// A buffer of whatever value.
public protocol AnyBuffer: AnyObject {
    var name: String? { get }
    var value: any BufferValue { get }
    /// - Returns: false, and changes nothing, when `value` is of another type.
    func setValue(_ value: any BufferValue) -> Bool
}
