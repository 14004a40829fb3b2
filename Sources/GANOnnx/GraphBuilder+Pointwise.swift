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
        return pointwise("Cast", [value], [("to", .integer(Int(type)))])
    }

    /// Adds an operator whose output has the sizes of its first input.
    private mutating func pointwise(
        _ type: String, _ inputs: [String], _ attributes: [(String, ONNXNode.Value)] = []
    ) -> String { node(type, inputs, attributes, sizes: sizes[inputs[0]]) }

    private mutating func unary(_ kernel: UnaryKernel, _ x: String) throws(TracingProblem) -> String {
        switch kernel {
        case .negate: pointwise("Neg", [x])
        case .absolute: pointwise("Abs", [x])
        case .sign: pointwise("Sign", [x])
        case .reciprocal: pointwise("Reciprocal", [x])
        case .square: pointwise("Mul", [x, x])
        case .squareRoot: pointwise("Sqrt", [x])
        case .reciprocalSquareRoot: pointwise("Reciprocal", [pointwise("Sqrt", [x])])
        case .exponential: pointwise("Exp", [x])
        case .logarithm: pointwise("Log", [x])
        case .hyperbolicTangent: pointwise("Tanh", [x])
        case .errorFunction: pointwise("Erf", [x])
        case .sigmoid: pointwise("Sigmoid", [x])
        case .softplus: pointwise("Softplus", [x])
        case .sine: pointwise("Sin", [x])
        case .cosine: pointwise("Cos", [x])
        case .floor: pointwise("Floor", [x])
        case .roundToEven: pointwise("Round", [x])
        case .add(let value): pointwise("Add", [x, number(value)])
        case .scale(let value): pointwise("Mul", [x, number(value)])
        case .power(let value): pointwise("Pow", [x, number(value)])
        case .clamp(let low, let high): pointwise("Clip", [x, number(low), number(high)])
        case .leakyRelu(let slope): rectified(x, slope: slope)
        case .isWithin: throw .unknownOperation("isWithin")
        }
    }

    private mutating func rectified(_ x: String, slope: Double) -> String {
        switch slope {
        case 1: x
        case 0: pointwise("Relu", [x])
        default: pointwise("LeakyRelu", [x], [("alpha", .number(slope))])
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
        let mask = pointwise("Cast", [try rows(reads[0])], [("to", .integer(9))])  // bool
        return pointwise("Where", [mask, try rows(reads[1]), try rows(reads[2])])
    }

    private mutating func interpolated(_ reads: [Pair], _ weight: Double) throws(TracingProblem) -> String {
        let (a, b) = (try rows(reads[0]), try rows(reads[1]))
        return pointwise("Add", [a, pointwise("Mul", [pointwise("Sub", [b, a]), number(weight)])])
    }

    // MARK: Activations

    private mutating func activated(
        _ reads: [Pair], _ a: ActivationGeometry, _ b: ActivationGeometry
    ) throws(TracingProblem) -> String {
        var y = try operand(reads[0], [a.outer, a.channels, a.inner], [b.outer, b.channels, b.inner])
        if reads.count > 1 {
            y = pointwise("Add", [y, try operand(reads[1], [1, a.channels, 1], [1, b.channels, 1])])
        }
        return finished(y, a)
    }

    /// Operands in the order of `ScaledActivationOperands.storages`: x, factors, bias, noise.
    private mutating func scaled(
        _ reads: [Pair], _ a: ActivationGeometry, _ b: ActivationGeometry
    ) throws(TracingProblem) -> String {
        let x = try operand(reads[0], [a.outer, a.channels, a.inner], [b.outer, b.channels, b.inner])
        let factors = try operand(reads[1], [a.outer, a.channels, 1], [b.outer, b.channels, 1])
        var y = pointwise("Mul", [x, factors])
        if reads.count > 3 {
            let samples = reads[3].counts.0 == a.inner ? (1, 1) : (a.outer, b.outer)
            y = pointwise("Add", [y, try operand(reads[3], [samples.0, 1, a.inner], [samples.1, 1, b.inner])])
        }
        y = pointwise("Add", [y, try operand(reads[2], [1, a.channels, 1], [1, b.channels, 1])])
        return finished(y, a)
    }

    private mutating func finished(_ x: String, _ a: ActivationGeometry) -> String {
        var y = rectified(x, slope: a.slope)
        if a.gain != 1 { y = pointwise("Mul", [y, number(a.gain)]) }
        if let clamp = a.clamp { y = pointwise("Clip", [y, number(-clamp), number(clamp)]) }
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
