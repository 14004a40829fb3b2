import GANTensor

/// A trainable tensor. A computation that reads it is differentiable with respect to it.
@propertyWrapper public final class Parameter {
    private var value: Tensor

    /// The name in checkpoints if it is not the property's.
    public let name: String?

    public convenience init(wrappedValue: Tensor) { self.init(wrappedValue: wrappedValue, nil) }

    /// - Precondition: the values have an accumulation type. A layer that computes in a narrower one converts them.
    public init(wrappedValue: Tensor, _ name: String?) {
        precondition(
            wrappedValue.dtype == wrappedValue.dtype.accumulation,
            "a parameter of \(wrappedValue.dtype); store it as \(wrappedValue.dtype.accumulation)")
        value = wrappedValue.requiringGradient()
        self.name = name
    }

    /// The current value: a leaf that requires gradients unless the parameter is frozen, or the result of `reading`.
    public var wrappedValue: Tensor {
        get { reading.map { $0(value) } ?? value }
        set {
            precondition(
                newValue.shape == value.shape && newValue.dtype == value.dtype,
                "a parameter of \(value.shape), \(value.dtype), cannot become \(newValue.shape), \(newValue.dtype)")
            value = isFrozen ? newValue.detached() : newValue.detached().requiringGradient()
        }
    }

    /// The parameter itself: `$weight`.
    public var projectedValue: Parameter { self }

    /// A frozen parameter is a constant: it has no gradient, and no optimizer changes it.
    public var isFrozen = false {
        didSet {
            if isFrozen != oldValue { wrappedValue = value }
        }
    }

    /// If set, forward passes use the result of this function on the stored value, for example a modulated kernel. The
    /// result has the same shape and dtype. Assignments, the optimizer and checkpoints use the stored value; the moving
    /// average uses the result.
    public var reading: ((Tensor) -> Tensor)?

    /// The value that is trained and saved.
    public var stored: Tensor { value }

    public var shape: Shape { value.shape }
}
