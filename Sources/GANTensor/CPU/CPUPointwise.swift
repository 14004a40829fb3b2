import CGANKernels

extension CPUBackend {
    package func fill(_ value: Double, into y: Storage) {
        switch y.dtype {
        case .float32: fill(Float(value), y)
        case .float64: fill(value, y)
        case .int32: unsafe y.elements(Int32.self).update(repeating: Int32(value), count: y.count)
        case .bfloat16: preconditionFailure("no storage here has \(y.dtype)")
        }
    }

    private func fill<S: CPUScalar>(_ value: S, _ y: Storage) {
        let out = unsafe y.elements(S.self)
        pool.pieces(of: y.count, size: Self.piece) { unsafe S.fillKernel(value, out + $0.lowerBound, $0.count) }
    }

    package func convert(_ x: Storage, into y: Storage) {
        switch (x.dtype, y.dtype) {
        case (.float32, .float64): convert(x, y) { Double($0 as Float) }
        case (.float64, .float32): convert(x, y) { Float($0 as Double) }
        case (.int32, .float32): convert(x, y) { Float($0 as Int32) }
        case (.int32, .float64): convert(x, y) { Double($0 as Int32) }
        case (.float32, .int32): convert(x, y) { Int32(cutting: Double($0 as Float)) }
        case (.float64, .int32): convert(x, y) { Int32(cutting: $0 as Double) }
        case (.float32, .float32), (.float64, .float64), (.int32, .int32):
            preconditionFailure("nothing to convert")
        case (.bfloat16, _), (_, .bfloat16): preconditionFailure("no storage here has \(ElementType.bfloat16)")
        }
    }

    @inline(__always)
    private func convert<From, To>(_ x: Storage, _ y: Storage, _ element: (From) -> To) {
        let (x, y, count) = unsafe (x.elements(From.self), y.elements(To.self), x.count)
        for i in 0..<count { unsafe y[i] = element(x[i]) }
    }

    package func unary(_ kernel: UnaryKernel, _ x: Storage, into y: Storage) {
        onFloating(x.dtype, { unary(Float.self, kernel, x, y) }, { unary(Double.self, kernel, x, y) })
    }

    private func unary<S: CPUScalar>(_: S.Type, _ kernel: UnaryKernel, _ x: Storage, _ y: Storage) {
        let (code, p, q) = kernel.code
        let (x, out) = unsafe (x.elements(S.self), y.elements(S.self))
        pool.pieces(of: y.count, size: Self.piece) {
            unsafe S.unaryKernel(code, S(p), S(q), x + $0.lowerBound, out + $0.lowerBound, $0.count)
        }
    }

    package func binary(
        _ kernel: BinaryKernel, _ a: Storage, _ b: Storage, _ geometry: BroadcastGeometry, into y: Storage
    ) {
        onFloating(
            y.dtype, { binary(Float.self, kernel, a, b, geometry, y) },
            { binary(Double.self, kernel, a, b, geometry, y) })
    }

    private func binary<S: CPUScalar>(
        _: S.Type, _ kernel: BinaryKernel, _ a: Storage, _ b: Storage, _ geometry: BroadcastGeometry, _ y: Storage
    ) {
        let (code, p) = kernel.code
        let (a, b, out) = unsafe (a.elements(S.self), b.elements(S.self), y.elements(S.self))
        let rows = BroadcastRows(geometry)
        pool.pieces(of: y.count, size: Self.piece) { range in
            var next = range.lowerBound
            while next < range.upperBound {
                let (row, column) = next.quotientAndRemainder(dividingBy: rows.length)
                let count = min(rows.length - column, range.upperBound - next)
                let (aOffset, bOffset) = rows.offsets(row, column)
                unsafe S.binaryKernel(
                    code, S(p), a + aOffset, rows.leftStep, b + bOffset, rows.rightStep, out + next, count)
                next += count
            }
        }
    }

    package func select(_ mask: Storage, _ a: Storage, _ b: Storage, into y: Storage) {
        onFloating(y.dtype, { select(Float.self, mask, a, b, y) }, { select(Double.self, mask, a, b, y) })
    }

    private func select<S: CPUScalar>(_: S.Type, _ mask: Storage, _ a: Storage, _ b: Storage, _ y: Storage) {
        let (mask, a, b, out) = unsafe (
            mask.elements(S.self), a.elements(S.self), b.elements(S.self), y.elements(S.self)
        )
        pool.pieces(of: y.count, size: Self.piece) { range in
            let i = range.lowerBound
            unsafe S.selectKernel(mask + i, a + i, b + i, out + i, range.count)
        }
    }

    package func accumulate(_ x: Storage, into y: Storage) {
        onFloating(y.dtype, { accumulate(Float.self, x, y) }, { accumulate(Double.self, x, y) })
    }

    private func accumulate<S: CPUScalar>(_: S.Type, _ x: Storage, _ y: Storage) {
        let (x, out) = unsafe (x.elements(S.self), y.elements(S.self))
        pool.pieces(of: y.count, size: Self.piece) {
            unsafe S.accumulateKernel(x + $0.lowerBound, out + $0.lowerBound, $0.count)
        }
    }

    package func interpolate(_ a: Storage, _ b: Storage, weight: Double, into y: Storage) {
        onFloating(
            y.dtype, { interpolate(a, b, Float(weight), y) }, { interpolate(a, b, weight, y) })
    }

    private func interpolate<S: CPUScalar>(_ a: Storage, _ b: Storage, _ weight: S, _ y: Storage) {
        let (a, b, out) = unsafe (a.elements(S.self), b.elements(S.self), y.elements(S.self))
        pool.pieces(of: y.count, size: Self.piece) { range in
            let i = range.lowerBound
            unsafe S.interpolateKernel(a + i, b + i, weight, out + i, range.count)
        }
    }
}

/// A broadcast walk as rows, in which each operand has stride 1 or 0.
private struct BroadcastRows {
    private let sizes: [Int]
    private let leftStrides: [Int]
    private let rightStrides: [Int]
    /// Number of elements of a row.
    let length: Int
    /// Whether the operand advances along a row.
    let leftStep: Bool
    let rightStep: Bool

    init(_ geometry: BroadcastGeometry) {
        let last = geometry.sizes.count - 1
        length = geometry.sizes[last]
        // No axis of size 1 remains, so an operand's last stride is 1 or 0.
        (leftStep, rightStep) = (geometry.leftStrides[last] == 1, geometry.rightStrides[last] == 1)
        sizes = Array(geometry.sizes[..<last])
        leftStrides = Array(geometry.leftStrides[..<last])
        rightStrides = Array(geometry.rightStrides[..<last])
    }

    /// The position of each operand at `column` of row `row`.
    func offsets(_ row: Int, _ column: Int) -> (Int, Int) {
        var (rest, left, right) = (row, leftStep ? column : 0, rightStep ? column : 0)
        for axis in sizes.indices.reversed() {
            let index = rest % sizes[axis]
            rest /= sizes[axis]
            left += index * leftStrides[axis]
            right += index * rightStrides[axis]
        }
        return (left, right)
    }
}

extension Int32 {
    /// Rounds towards zero; the nearest limit if `value` is outside; 0 for NaN.
    fileprivate init(cutting value: Double) {
        self = value.isNaN ? 0 : Int32(Swift.min(Swift.max(value, Double(Int32.min)), Double(Int32.max)))
    }
}

extension UnaryKernel {
    /// The kernel's number in C and its two parameters.
    fileprivate var code: (gk_unary, Double, Double) {
        switch self {
        case .negate: (GK_NEGATE, 0, 0)
        case .absolute: (GK_ABSOLUTE, 0, 0)
        case .sign: (GK_SIGN, 0, 0)
        case .reciprocal: (GK_RECIPROCAL, 0, 0)
        case .square: (GK_SQUARE, 0, 0)
        case .squareRoot: (GK_SQUARE_ROOT, 0, 0)
        case .reciprocalSquareRoot: (GK_RECIPROCAL_SQUARE_ROOT, 0, 0)
        case .exponential: (GK_EXPONENTIAL, 0, 0)
        case .logarithm: (GK_LOGARITHM, 0, 0)
        case .hyperbolicTangent: (GK_HYPERBOLIC_TANGENT, 0, 0)
        case .errorFunction: (GK_ERROR_FUNCTION, 0, 0)
        case .sigmoid: (GK_SIGMOID, 0, 0)
        case .softplus: (GK_SOFTPLUS, 0, 0)
        case .sine: (GK_SINE, 0, 0)
        case .cosine: (GK_COSINE, 0, 0)
        case .floor: (GK_FLOOR, 0, 0)
        case .roundToEven: (GK_ROUND_TO_EVEN, 0, 0)
        case .add(let value): (GK_ADD, value, 0)
        case .scale(let value): (GK_SCALE, value, 0)
        case .power(let value): (GK_POWER, value, 0)
        case .clamp(let low, let high): (GK_CLAMP, low, high)
        case .leakyRelu(let slope): (GK_LEAKY_RELU, slope, 0)
        case .isWithin(let low, let high): (GK_IS_WITHIN, low, high)
        }
    }
}

extension BinaryKernel {
    fileprivate var code: (gk_binary, Double) {
        switch self {
        case .add: (GK_PLUS, 0)
        case .subtract: (GK_MINUS, 0)
        case .multiply: (GK_TIMES, 0)
        case .divide: (GK_OVER, 0)
        case .minimum: (GK_MINIMUM, 0)
        case .maximum: (GK_MAXIMUM, 0)
        case .equal: (GK_EQUAL, 0)
        case .less: (GK_LESS, 0)
        case .lessOrEqual: (GK_LESS_OR_EQUAL, 0)
        case .leakyReluAlong(let slope): (GK_LEAKY_RELU_ALONG, slope)
        }
    }
}
