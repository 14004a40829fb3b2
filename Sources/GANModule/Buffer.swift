import GANTensor

/// State that is saved in checkpoints and not changed by optimizers: running means, phase counters, fixed noise.
///
///     @Buffer(.mean) var mean = Tensor(0)
///
/// The rule says how the values of slices and processes become one; it has no default, because a wrong one would change
/// training only where the batch is split.
///
/// A tensor that is assigned becomes a constant. A buffer therefore keeps no graph in memory, and no gradient flows through
/// it; the author need not call `detached()`. It is converted to the floating-point type of the value before, so that the
/// type in checkpoints does not depend on what was assigned last.
///
/// An integer is a count: a checkpoint whose integers are not in 0 … 2⁵³ is refused as damaged, and so is one whose
/// floating-point numbers are not finite, or outside the range that the buffer states.
@propertyWrapper public final class Buffer<Value: BufferValue>: AnyBuffer {
    private var stored: Value

    public var wrappedValue: Value {
        get { stored }
        set { stored = newValue.withoutGraph.inType(of: stored) }
    }

    /// The name in checkpoints if it is not the property's.
    public let name: String?

    public let rule: MergeRule

    private let check: (Value) -> String?

    /// - Parameters:
    ///   - wrappedValue: the initial value.
    ///   - merge: how values of slices and processes become one.
    ///   - name: the name in checkpoints if it is not the property's.
    public convenience init(wrappedValue: Value, _ merge: BufferMerge<Value>, named name: String? = nil) {
        self.init(wrappedValue, merge, name) { _ in nil }
    }

    /// - Parameters:
    ///   - wrappedValue: the initial value.
    ///   - merge: how values of slices and processes become one.
    ///   - name: the name in checkpoints if it is not the property's.
    ///   - range: range of all values that training can produce. Its upper bound may be infinite.
    public convenience init(
        wrappedValue: Value, _ merge: BufferMerge<Value>, named name: String? = nil, in range: ClosedRange<Double>
    ) {
        self.init(wrappedValue, merge, name) { $0.defect(outside: range) }
    }

    private init(_ value: Value, _ merge: BufferMerge<Value>, _ name: String?, _ check: @escaping (Value) -> String?) {
        (stored, self.name, rule, self.check) = (value.withoutGraph, name, merge.rule, check)
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
    /// - Parameters:
    ///   - merge: how rows of slices and processes become one.
    ///   - rowShape: shape of one row.
    public convenience init(_ merge: BufferMerge<RowBuffer>, rowShape: Shape) {
        self.init(RowBuffer(), merge, nil) { $0.defect(unlessOf: rowShape) }
    }
}

/// A buffer of any value type.
public protocol AnyBuffer: AnyObject {
    var name: String? { get }
    /// How the values of slices and processes become one.
    var rule: MergeRule { get }
    var value: any BufferValue { get }
    /// - Returns: false, without a change, if `value` has another type.
    func setValue(_ value: any BufferValue) -> Bool
    /// What is wrong with a value from a file, as a phrase that follows the buffer's name; nil if it is valid.
    func defect(of value: any BufferValue) -> String?
}
