/// An n-dimensional array of numbers with value semantics. Its elements never change; operations make new tensors.
///
/// Images are [N, C, H, W] in [-1, 1]; convolution weights are [out, in, kh, kw]. A tensor computed from one that requires
/// gradients is part of a graph, so that `gradients(of:wrt:)` can compute gradients of any order. Tensors stay on one task.
public struct Tensor {
    public let shape: Shape
    package private(set) var storage: Storage
    let node: Node?

    package init(_ storage: Storage, shape: Shape) {
        self.init(storage, shape: shape, node: nil)
    }

    init(_ storage: Storage, shape: Shape, node: Node?) {
        assert(storage.count == shape.count, "a tensor fills its storage")
        self.storage = storage
        self.shape = shape
        self.node = node
    }

    public var dtype: ElementType { storage.dtype }
    /// The number of axes.
    public var rank: Int { shape.rank }
    /// The number of elements.
    public var count: Int { storage.count }

    /// Whether gradients with respect to this tensor can be computed.
    public var requiresGradient: Bool { node != nil }

    /// A leaf with this tensor's elements that requires gradients.
    public func requiringGradient() -> Tensor {
        orFatalError { () throws(ShapeError) in
            try check(dtype.isFloatingPoint, "requiringGradient", "a tensor of \(dtype) has no gradient")
        }
        return Tensor(storage, shape: shape, node: Node(leaf: shape, dtype: dtype))
    }

    /// A constant with this tensor's elements, detached from the graph.
    public func detached() -> Tensor { Tensor(HeldConstants.kept(storage), shape: shape, node: nil) }
}

extension Tensor {
    /// Adds `other`, in place if nothing else references this tensor's memory and nothing is recorded.
    mutating func accumulate(_ other: Tensor) {
        if !Recording.isOn, storage.ownsMemoryAlone, isKnownUniquelyReferenced(&storage) {
            Backends.current.accumulate(other.storage, into: storage)
        } else {
            self = self + other
        }
    }
}

extension Tensor {
    /// Copies the elements unless only this tensor references them.
    mutating func makeUnique() {
        if storage.ownsMemoryAlone, isKnownUniquelyReferenced(&storage) { return }
        let copy = Kernel.output(dtype, count) { Backends.current.concatenate([storage], outer: 1, into: $0) }
        self = Tensor(copy, shape: shape)
    }
}

// MARK: - Making tensors

extension Tensor {
    /// The numbers of `scalars` in row-major order.
    /// - Precondition: their number equals the number of elements of `shape`.
    public init<Scalar: TensorScalar>(_ scalars: [Scalar], shape: Shape) {
        orFatalError { () throws(ShapeError) in
            try check(
                scalars.count == shape.count, "tensor",
                "\(scalars.count == 1 ? "1 number does" : "\(scalars.count) numbers do") not fill \(shape)")
        }
        let storage = Backends.current.makeStorage(Scalar.elementType, count: shape.count)
        Backends.current.upload(scalars, into: storage)
        self.init(storage, shape: shape)
    }

    /// A scalar, a tensor without axes.
    public init(_ value: Double, dtype: ElementType = .float32) {
        self.init(repeating: value, shape: .scalar, dtype: dtype)
    }

    /// A tensor filled with `value`.
    public init(repeating value: Double, shape: Shape, dtype: ElementType = .float32) {
        self.init(Kernel.output(dtype, shape.count) { Backends.current.fill(value, into: $0) }, shape: shape)
    }

    public static func zeros(_ shape: Shape, dtype: ElementType = .float32) -> Tensor {
        Tensor(repeating: 0, shape: shape, dtype: dtype)
    }

    public static func ones(_ shape: Shape, dtype: ElementType = .float32) -> Tensor {
        Tensor(repeating: 1, shape: shape, dtype: dtype)
    }
}

// MARK: - Reading values

extension Tensor {
    /// All elements in row-major order. Waits for the backend and copies to the host, so do not use it within a step.
    /// - Precondition: `Scalar` is the tensor's own type.
    public func scalars<Scalar: TensorScalar>(as _: Scalar.Type = Scalar.self) -> [Scalar] {
        orFatalError { () throws(ShapeError) in
            try check(
                Scalar.elementType == dtype, "scalars", "a tensor of \(dtype) is not read as \(Scalar.elementType)")
        }
        return Backends.current.download(storage)
    }

    /// The only element, as `Double`. Waits for the backend.
    /// - Precondition: the tensor has one element.
    public func item() -> Double {
        orFatalError { () throws(ShapeError) in
            try check(count == 1, "item", "\(shape) has \(count) elements, not one")
        }
        return converted(to: .float64).scalars(as: Double.self)[0]
    }
}

extension Tensor: CustomStringConvertible {
    public var description: String { "Tensor(\(shape), \(dtype))" }
}
