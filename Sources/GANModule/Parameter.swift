import GANTensor

/// A tensor that training changes. Reading it in a computation makes the result differentiable with respect to it.
@propertyWrapper public final class Parameter {
    private var value: Tensor

    /// The name in checkpoints where it is not the property's.
    public let name: String?

    public convenience init(wrappedValue: Tensor) { self.init(wrappedValue: wrappedValue, nil) }

    public init(wrappedValue: Tensor, _ name: String?) {
        value = wrappedValue.requiringGradient()
        self.name = name
    }

    /// The current value: a leaf that requires gradients unless the parameter is frozen.
    public var wrappedValue: Tensor {
        get { value }
        set {
            precondition(
                newValue.shape == value.shape && newValue.type == value.type,
                "a parameter of \(value.shape), \(value.type), cannot become \(newValue.shape), \(newValue.type)")
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

    public var shape: Shape { value.shape }
}
