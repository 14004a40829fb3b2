// Comparisons give 1 or 0 in the operands' type and have no gradient.

infix operator .== : ComparisonPrecedence
infix operator .< : ComparisonPrecedence
infix operator .<= : ComparisonPrecedence
infix operator .> : ComparisonPrecedence
infix operator .>= : ComparisonPrecedence

extension Tensor {
    public static func .== (a: Tensor, b: Tensor) -> Tensor { compare(.equal, ".==", a, b) }
    public static func .< (a: Tensor, b: Tensor) -> Tensor { compare(.less, ".<", a, b) }
    public static func .<= (a: Tensor, b: Tensor) -> Tensor { compare(.lessOrEqual, ".<=", a, b) }
    public static func .> (a: Tensor, b: Tensor) -> Tensor { compare(.less, ".>", b, a) }
    public static func .>= (a: Tensor, b: Tensor) -> Tensor { compare(.lessOrEqual, ".>=", b, a) }

    public static func .< (a: Tensor, value: Double) -> Tensor { a .< Tensor(value, dtype: a.dtype) }
    public static func .> (a: Tensor, value: Double) -> Tensor { a .> Tensor(value, dtype: a.dtype) }

    private static func compare(_ kernel: BinaryKernel, _ name: String, _ a: Tensor, _ b: Tensor) -> Tensor {
        Tensor(kernel, name, a.detached(), b.detached()) { _, _, _ in [nil, nil] }
    }
}

/// `a` where `mask` is not 0, else `b`. All three broadcast together; the values that are not selected may be anything,
/// including NaN.
public func select(_ mask: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    let shape = orFatalError { () throws(ShapeError) in
        try check(
            a.dtype == b.dtype && a.dtype == mask.dtype, "select",
            "the operands are of \(mask.dtype), \(a.dtype) and \(b.dtype)")
        return try Shape.broadcast(try Shape.broadcast(mask.shape, a.shape, "select"), b.shape, "select")
    }
    let (mask, a, b) = (mask.detached().broadcast(to: shape), a.broadcast(to: shape), b.broadcast(to: shape))
    return Tensor(
        shape, a.dtype, from: [a, b],
        write: { Backends.current.select(mask.storage, a.storage, b.storage, into: $0) },
        pullback: { dy, _, wants in
            let zero = Tensor(0, dtype: dy.dtype)
            return [wants[0] ? select(mask, dy, zero) : nil, wants[1] ? select(mask, zero, dy) : nil]
        })
}
