// Sums, products, minimum and maximum of two tensors, with broadcasting.

extension Tensor {
    /// A broadcasting kernel with its pullback, which may return gradients in the broadcast shape.
    init(
        _ kernel: BinaryKernel, _ name: String, _ a: Tensor, _ b: Tensor, keepsOutput: Bool = false,
        pullback: @escaping Node.Pullback
    ) {
        let shape = orFatalError { () throws(ShapeError) in
            try check(a.dtype == b.dtype, name, "the operands are of \(a.dtype) and \(b.dtype)")
            return try Shape.broadcast(a.shape, b.shape, name)
        }
        let (aShape, bShape) = (a.shape, b.shape)
        let geometry = BroadcastGeometry(left: aShape, right: bShape, output: shape)
        self.init(
            shape, a.dtype, from: [a, b], keepsOutput: keepsOutput,
            write: { Backends.current.binary(kernel, a.storage, b.storage, geometry, into: $0) },
            pullback: { dy, y, wants in
                let parts = pullback(dy, y, wants)
                return [parts[0]?.summed(to: aShape), parts[1]?.summed(to: bShape)]
            })
    }

    public static func + (a: Tensor, b: Tensor) -> Tensor {
        Tensor(.add, "+", a, b) { dy, _, _ in [dy, dy] }
    }

    public static func - (a: Tensor, b: Tensor) -> Tensor {
        Tensor(.subtract, "-", a, b) { dy, _, wants in
            // Where b was repeated, its sums are fewer than the elements. The difference from zero has no sums of -0.
            func negative() -> Tensor { dy.shape == b.shape ? -dy : 0 - dy.summed(to: b.shape) }
            return [dy, wants[1] ? negative() : nil]
        }
    }

    public static func * (a: Tensor, b: Tensor) -> Tensor {
        // A factor is saved only for the other's gradient.
        let (left, right) = (b.requiresGradient ? a : nil, a.requiresGradient ? b : nil)
        return Tensor(.multiply, "*", a, b) { dy, _, wants in
            [
                wants[0] ? right.map { dy.multiplied(by: $0, summedTo: a.shape) } : nil,
                wants[1] ? left.map { dy.multiplied(by: $0, summedTo: b.shape) } : nil,
            ]
        }
    }

    public static func / (a: Tensor, b: Tensor) -> Tensor {
        Tensor(.divide, "/", a, b, keepsOutput: true) { dy, y, wants in
            let da = dy / b
            return [wants[0] ? da : nil, wants[1] ? y.map { -(da * $0) } : nil]
        }
    }

    public static prefix func - (x: Tensor) -> Tensor {
        Tensor(.negate, x) { dy, _ in -dy }
    }
}

// Literals choose `Double`; `Float` variables use the second function of each pair.
extension Tensor {
    public static func + (x: Tensor, value: Double) -> Tensor { Tensor(.add(value), x) { dy, _ in dy } }
    public static func - (x: Tensor, value: Double) -> Tensor { x + -value }
    public static func * (x: Tensor, value: Double) -> Tensor { Tensor(.scale(value), x) { dy, _ in dy * value } }
    public static func / (x: Tensor, value: Double) -> Tensor { x * (1 / value) }
    public static func + (value: Double, x: Tensor) -> Tensor { x + value }
    public static func - (value: Double, x: Tensor) -> Tensor { -x + value }
    public static func * (value: Double, x: Tensor) -> Tensor { x * value }
    public static func / (value: Double, x: Tensor) -> Tensor { x.reciprocal() * value }

    @_disfavoredOverload public static func + (x: Tensor, value: Float) -> Tensor { x + Double(value) }
    @_disfavoredOverload public static func - (x: Tensor, value: Float) -> Tensor { x - Double(value) }
    @_disfavoredOverload public static func * (x: Tensor, value: Float) -> Tensor { x * Double(value) }
    @_disfavoredOverload public static func / (x: Tensor, value: Float) -> Tensor { x / Double(value) }
    @_disfavoredOverload public static func + (value: Float, x: Tensor) -> Tensor { x + Double(value) }
    @_disfavoredOverload public static func - (value: Float, x: Tensor) -> Tensor { Double(value) - x }
    @_disfavoredOverload public static func * (value: Float, x: Tensor) -> Tensor { x * Double(value) }
    @_disfavoredOverload public static func / (value: Float, x: Tensor) -> Tensor { Double(value) / x }
}

/// The elementwise maximum. Equal elements share the gradient.
public func maximum(_ a: Tensor, _ b: Tensor) -> Tensor {
    Tensor(.maximum, "maximum", a, b) { dy, _, _ in shares(of: dy, whereBelow: b, a) }
}

/// The elementwise minimum. Equal elements share the gradient.
public func minimum(_ a: Tensor, _ b: Tensor) -> Tensor {
    Tensor(.minimum, "minimum", a, b) { dy, _, _ in shares(of: dy, whereBelow: a, b) }
}

/// `dy` where `low` is below `high`, half of it where they are equal; and the remainder.
private func shares(of dy: Tensor, whereBelow low: Tensor, _ high: Tensor) -> [Tensor?] {
    let share = ((low .< high) + (low .<= high)) * 0.5
    return [dy * share, dy * (1 - share)]
}
