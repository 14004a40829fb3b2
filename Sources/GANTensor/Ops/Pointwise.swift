// Elementwise functions of one number.

extension Tensor {
    /// One kernel; `pullback` gets dy and, if requested, y.
    init(
        _ kernel: UnaryKernel, _ x: Tensor, keepsOutput: Bool = false,
        pullback: @escaping (_ dy: Tensor, _ y: Tensor?) -> Tensor?
    ) {
        self.init(
            x.shape, x.dtype, from: [x], keepsOutput: keepsOutput,
            write: { Backends.current.unary(kernel, x.storage, into: $0) },
            pullback: { dy, y, _ in [pullback(dy, y)] })
    }

    /// A kernel whose derivative is a function of its result.
    private init(_ kernel: UnaryKernel, _ x: Tensor, derivativeAtResult: @escaping (Tensor) -> Tensor) {
        self.init(kernel, x, keepsOutput: true) { dy, y in y.map { dy * derivativeAtResult($0) } }
    }

    /// A kernel that is constant almost everywhere.
    private init(constant kernel: UnaryKernel, _ x: Tensor) {
        self.init(kernel, x.detached()) { _, _ in nil }
    }

    public func exp() -> Tensor { Tensor(.exponential, self) { y in y } }
    public func log() -> Tensor { Tensor(.logarithm, self) { dy, _ in dy / self } }
    public func sqrt() -> Tensor { Tensor(.squareRoot, self) { y in 0.5 / y } }
    /// 1 / √x.
    public func rsqrt() -> Tensor { Tensor(.reciprocalSquareRoot, self) { y in -0.5 * y * y.squared() } }
    public func reciprocal() -> Tensor { Tensor(.reciprocal, self) { y in -y.squared() } }
    public func squared() -> Tensor { Tensor(.square, self) { dy, _ in 2 * dy * self } }
    /// x to the power of `exponent`.
    public func power(_ exponent: Double) -> Tensor {
        Tensor(.power(exponent), self) { dy, _ in dy * (self.power(exponent - 1) * exponent) }
    }
    public func tanh() -> Tensor { Tensor(.hyperbolicTangent, self) { y in 1 - y.squared() } }
    /// The error function, 2/√π · ∫ exp(-t²) dt from 0 to x.
    public func erf() -> Tensor {
        Tensor(.errorFunction, self) { dy, _ in dy * (-self.squared()).exp() * (2 / Double.pi.squareRoot()) }
    }
    public func sigmoid() -> Tensor { Tensor(.sigmoid, self) { y in y * (1 - y) } }
    /// log(1 + eˣ).
    public func softplus() -> Tensor { Tensor(.softplus, self) { dy, _ in dy * self.sigmoid() } }
    public func sin() -> Tensor { Tensor(.sine, self) { dy, _ in dy * self.cos() } }
    public func cos() -> Tensor { Tensor(.cosine, self) { dy, _ in -(dy * self.sin()) } }
    public func abs() -> Tensor { Tensor(.absolute, self) { dy, _ in dy * self.sign() } }
    /// -1, 0 or 1. No gradient.
    public func sign() -> Tensor { Tensor(constant: .sign, self) }
    /// Rounds towards minus infinity. No gradient.
    public func floor() -> Tensor { Tensor(constant: .floor, self) }
    /// Rounds half to even. No gradient.
    public func rounded() -> Tensor { Tensor(constant: .roundToEven, self) }

    /// Clamps to `bounds`; the gradient passes where x is inside them, including the ends.
    public func clamped(to bounds: ClosedRange<Double>) -> Tensor {
        Tensor(.clamp(bounds.lowerBound, bounds.upperBound), self) { dy, _ in
            dy * Tensor(constant: .isWithin(bounds.lowerBound, bounds.upperBound), self)
        }
    }

    /// x above zero, `slope` · x otherwise.
    public func leakyRelu(slope: Double) -> Tensor {
        Tensor(.leakyRelu(slope: slope), self) { dy, _ in dy.leakyReluAlong(self, slope: slope) }
    }

    /// This tensor, scaled by `slope` where `x` is not positive: its derivative with respect to `x` is zero almost everywhere.
    private func leakyReluAlong(_ x: Tensor, slope: Double) -> Tensor {
        Tensor(.leakyReluAlong(slope: slope), "leakyRelu", self, x) { dy, _, wants in
            [wants[0] ? dy.leakyReluAlong(x, slope: slope) : nil, nil]
        }
    }
}

public func relu(_ x: Tensor) -> Tensor { x.leakyRelu(slope: 0) }

extension Tensor {
    /// Converts to another type. Conversion to int32 truncates towards zero and has no gradient.
    public func converted(to dtype: ElementType) -> Tensor {
        if dtype == self.dtype { return self }
        let (from, isDifferentiable) = (self.dtype, dtype.isFloatingPoint && self.dtype.isFloatingPoint)
        return Tensor(
            shape, dtype, from: isDifferentiable ? [self] : [],
            write: { Backends.current.convert(storage, into: $0) },
            pullback: { dy, _, _ in [dy.converted(to: from)] })
    }

    /// This tensor in its accumulation type, in which losses, penalties and statistics are computed. Float32 and float64 stay
    /// as they are.
    public func widened() -> Tensor { converted(to: dtype.accumulation) }
}
