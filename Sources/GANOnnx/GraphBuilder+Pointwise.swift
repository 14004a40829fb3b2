import GANTensor

extension GraphBuilder {
    /// Adds the operators of a call.
    mutating func add(_ one: TracedCall, _ other: TracedCall) throws(TracingProblem) {
        guard one.reads.count == other.reads.count else { throw .mixesImages }
        // Nothing reads values without elements but a concatenation, which leaves them out.
        guard one.result.storage.count > 0 else { return }
        let reads = zip(one.reads, other.reads).map { Pair(one: $0, other: $1) }
        name(one.result, try result(one, other, reads))
    }

    private mutating func result(
        _ one: TracedCall, _ other: TracedCall, _ reads: [Pair]
    ) throws(TracingProblem) -> String {
        switch (one.kernel, other.kernel) {
        case (.convert, .convert): return try converted(reads[0], one)
        case (.unary(let kernel), .unary(let same)) where kernel == same:
            return try unary(kernel, graphName(of: reads[0]))
        case (.binary(let kernel, let a), .binary(_, let b)): return try binary(kernel, a, b, reads)
        case (.select, .select): return try selected(reads)
        case (.interpolate(let weight), .interpolate): return try interpolated(reads, weight)
        case (.biasActivation(let a), .biasActivation(let b)): return try activated(reads, a, b)
        case (.scaledActivation(let a), .scaledActivation(let b)): return try scaled(reads, a, b)
        case (.reduce(let kernel, let a), .reduce(_, let b)): return try reduced(kernel, reads[0], a, b)
        case (.rowDots(let length), .rowDots): return try rowDots(reads, length)
        case (.softmax(let columns), .softmax):
            return node("Softmax", [try columned(reads[0], columns)], [("axis", .integer(1))], sizes: [-1, columns])
        case (.logSumExp(let columns), .logSumExp):
            return node(
                "ReduceLogSumExp", [try columned(reads[0], columns)],
                [("axes", .integers([1])), ("keepdims", .integer(0))])
        case (.matrixProduct(let a), .matrixProduct(let b)): return try product(reads, a, b)
        case (.gather(let a), .gather(let b)): return try gathered(reads[0], one, other, a, b)
        case (.embed(let a), .embed): return try embedded(reads[0], one, other, a)
        case (.concatenate(let a), .concatenate(let b)): return try concatenated(reads, a, b)
        default: return try spatial(one, other, reads)
        }
    }

    // MARK: Pointwise

    private mutating func converted(_ x: Pair, _ call: TracedCall) throws(TracingProblem) -> String {
        let (from, to) = (x.one.storage.dtype, call.result.storage.dtype)
        let value = try graphName(of: x)
        guard from != to else { return value }
        let types: [ElementType: Int64] = [
            .float32: ONNXConstant.float32, .float64: ONNXConstant.float64, .int32: ONNXConstant.int32,
        ]
        guard let type = types[to] else { throw .unknownOperation("\(to)") }
        return node("Cast", [value], [("to", .integer(Int(type)))])
    }

    /// Elementwise operators keep the sizes of their input.
    private mutating func unary(_ kernel: UnaryKernel, _ x: String) throws(TracingProblem) -> String {
        switch kernel {
        case .negate: node("Neg", [x])
        case .absolute: node("Abs", [x])
        case .sign: node("Sign", [x])
        case .reciprocal: node("Reciprocal", [x])
        case .square: node("Mul", [x, x])
        case .squareRoot: node("Sqrt", [x])
        case .reciprocalSquareRoot: node("Reciprocal", [node("Sqrt", [x])])
        case .exponential: node("Exp", [x])
        case .logarithm: node("Log", [x])
        case .hyperbolicTangent: node("Tanh", [x])
        case .sigmoid: node("Sigmoid", [x])
        case .softplus: node("Softplus", [x])
        case .sine: node("Sin", [x])
        case .cosine: node("Cos", [x])
        case .floor: node("Floor", [x])
        case .roundToEven: node("Round", [x])
        case .add(let value): node("Add", [x, number(value)])
        case .scale(let value): node("Mul", [x, number(value)])
        case .power(let value): node("Pow", [x, number(value)])
        case .clamp(let low, let high): node("Clip", [x, number(low), number(high)])
        case .leakyRelu(let slope): rectified(x, slope: slope)
        case .isWithin: throw .unknownOperation("isWithin")
        }
    }

    private mutating func rectified(_ x: String, slope: Double) -> String {
        switch slope {
        case 1: x
        case 0: node("Relu", [x])
        default: node("LeakyRelu", [x], [("alpha", .number(slope))])
        }
    }

    private mutating func binary(
        _ kernel: BinaryKernel, _ a: BroadcastGeometry, _ b: BroadcastGeometry, _ reads: [Pair]
    ) throws(TracingProblem) -> String {
        func sizes(_ geometry: BroadcastGeometry, _ strides: [Int]) -> [Int] {
            zip(geometry.sizes, strides).map { $1 == 0 ? 1 : $0 }
        }
        let left = try operand(reads[0], sizes(a, a.leftStrides), sizes(b, b.leftStrides))
        let right = try operand(reads[1], sizes(a, a.rightStrides), sizes(b, b.rightStrides))
        let own = try BatchSizes.sizes(a.sizes, b.sizes)
        func compared(_ type: String) -> String {
            node("Cast", [node(type, [left, right])], [("to", .integer(Int(ONNXConstant.float32)))], sizes: own)
        }
        switch kernel {
        case .add: return node("Add", [left, right], sizes: own)
        case .subtract: return node("Sub", [left, right], sizes: own)
        case .multiply: return node("Mul", [left, right], sizes: own)
        case .divide: return node("Div", [left, right], sizes: own)
        case .minimum: return node("Min", [left, right], sizes: own)
        case .maximum: return node("Max", [left, right], sizes: own)
        case .equal: return compared("Equal")
        case .less: return compared("Less")
        case .lessOrEqual: return compared("LessOrEqual")
        case .leakyReluAlong: throw .unknownOperation("leakyReluAlong")
        }
    }

    private mutating func selected(_ reads: [Pair]) throws(TracingProblem) -> String {
        let mask = node("Cast", [try rows(reads[0])], [("to", .integer(9))])  // bool
        return node("Where", [mask, try rows(reads[1]), try rows(reads[2])])
    }

    private mutating func interpolated(_ reads: [Pair], _ weight: Double) throws(TracingProblem) -> String {
        let (a, b) = (try rows(reads[0]), try rows(reads[1]))
        return node("Add", [a, node("Mul", [node("Sub", [b, a]), number(weight)])])
    }

    // MARK: Activations

    private mutating func activated(
        _ reads: [Pair], _ a: ActivationGeometry, _ b: ActivationGeometry
    ) throws(TracingProblem) -> String {
        var y = try operand(reads[0], [a.outer, a.channels, a.inner], [b.outer, b.channels, b.inner])
        if reads.count > 1 { y = node("Add", [y, try operand(reads[1], [1, a.channels, 1], [1, b.channels, 1])]) }
        return try finished(y, a, b)
    }

    /// Operands in the order of `ScaledActivationOperands.storages`: x, factors, bias, noise.
    private mutating func scaled(
        _ reads: [Pair], _ a: ActivationGeometry, _ b: ActivationGeometry
    ) throws(TracingProblem) -> String {
        let x = try operand(reads[0], [a.outer, a.channels, a.inner], [b.outer, b.channels, b.inner])
        let factors = try operand(reads[1], [a.outer, a.channels, 1], [b.outer, b.channels, 1])
        var y = node("Mul", [x, factors])
        if reads.count > 3 {
            let samples = reads[3].counts.0 == a.inner ? (1, 1) : (a.outer, b.outer)
            y = node("Add", [y, try operand(reads[3], [samples.0, 1, a.inner], [samples.1, 1, b.inner])])
        }
        y = node("Add", [y, try operand(reads[2], [1, a.channels, 1], [1, b.channels, 1])])
        return try finished(y, a, b)
    }

    private mutating func finished(
        _ x: String, _ a: ActivationGeometry, _ b: ActivationGeometry
    ) throws(TracingProblem) -> String {
        let own = try BatchSizes.sizes([a.outer, a.channels, a.inner], [b.outer, b.channels, b.inner])
        var y = rectified(x, slope: a.slope)
        if a.gain != 1 { y = node("Mul", [y, number(a.gain)], sizes: own) }
        if let clamp = a.clamp { y = node("Clip", [y, number(-clamp), number(clamp)], sizes: own) }
        return y
    }

    // MARK: Reductions

    private mutating func reduced(
        _ kernel: ReductionKernel, _ x: Pair, _ a: ReductionGeometry, _ b: ReductionGeometry
    ) throws(TracingProblem) -> String {
        let value = try operand(x, a.axes.map(\.size), b.axes.map(\.size))
        let axes = a.axes.indices.filter { a.axes[$0].isReduced }
        guard !axes.isEmpty else { return value }
        if zip(a.axes, b.axes).contains(where: { $0.isReduced && $0.size != $1.size }) { throw .mixesImages }
        switch kernel {
        case .sum: return node("ReduceSum", [value, list(axes)], [("keepdims", .integer(0))])
        case .maximum: return node("ReduceMax", [value], [("axes", .integers(axes)), ("keepdims", .integer(0))])
        }
    }

    private mutating func rowDots(_ reads: [Pair], _ length: Int) throws(TracingProblem) -> String {
        let product = node("Mul", [try columned(reads[0], length), try columned(reads[1], length)])
        return node("ReduceSum", [product, list([1])], [("keepdims", .integer(0))])
    }

    private mutating func columned(_ x: Pair, _ columns: Int) throws(TracingProblem) -> String {
        try operand(x, [x.counts.0 / max(columns, 1), columns], [x.counts.1 / max(columns, 1), columns])
    }
}
