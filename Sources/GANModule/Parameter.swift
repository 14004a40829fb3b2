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

    /// The current value: a leaf that requires gradients unless the parameter is frozen, or what `reading` makes of it.
    public var wrappedValue: Tensor {
        get { reading.map { $0(value) } ?? value }
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

    /// What computations read in place of the stored value, such as a modulation of it, inside the graph: same shape, same type. What is
    /// set, optimized and saved is the stored value; an average follows what is read.
    public var reading: ((Tensor) -> Tensor)?

    /// The value that trains and is saved.
    public var stored: Tensor { value }

    public var shape: Shape { value.shape }
}
