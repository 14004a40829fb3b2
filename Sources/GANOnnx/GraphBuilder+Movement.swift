import GANTensor

extension GraphBuilder {
    /// c = a · b, with three axes each.
    mutating func product(
        _ reads: [Pair], _ a: MatrixProductGeometry, _ b: MatrixProductGeometry
    ) throws(TracingProblem) -> String {
        func left(_ geometry: MatrixProductGeometry) -> [Int] {
            let own = [geometry.rows, geometry.inner]
            return [geometry.sharesLeft ? 1 : geometry.batch] + (geometry.transposesLeft ? own.reversed() : own)
        }
        func right(_ geometry: MatrixProductGeometry) -> [Int] {
            let own = [geometry.inner, geometry.columns]
            return [geometry.sharesRight ? 1 : geometry.batch] + (geometry.transposesRight ? own.reversed() : own)
        }
        var x = try operand(reads[0], left(a), left(b))
        var y = try operand(reads[1], right(a), right(b))
        if a.transposesLeft { x = node("Transpose", [x], [("perm", .integers([0, 2, 1]))]) }
        if a.transposesRight { y = node("Transpose", [y], [("perm", .integers([0, 2, 1]))]) }
        return node("MatMul", [x, y])
    }

    mutating func concatenated(_ parts: [Pair], _ a: Int, _ b: Int) throws(TracingProblem) -> String {
        var inputs: [String] = []
        for part in parts where part.counts.0 > 0 {
            inputs.append(try operand(part, [a, part.counts.0 / max(a, 1)], [b, part.counts.1 / max(b, 1)]))
        }
        return inputs.count == 1 ? inputs[0] : node("Concat", inputs, [("axis", .integer(1))])
    }

    // MARK: Strided reads

    mutating func gathered(
        _ x: Pair, _ one: TracedCall, _ other: TracedCall, _ a: StridedGeometry, _ b: StridedGeometry
    ) throws(TracingProblem) -> String {
        if let view = try permuted(x, a, b) { return view }
        let positions = a.positions
        let result = Pair(one: one.result, other: other.result)
        let (own, source) = (result.rowCount, x.grows ? x.rowCount : 0)
        // An image reads its own part, at the same places as every other one.
        guard result.grows || !x.grows,
            positions.indices.allSatisfy({ positions[$0] == positions[$0 % own] + $0 / own * source }),
            !x.grows || positions.prefix(own).allSatisfy({ (0..<source).contains($0) })
        else { throw .mixesImages }
        let picked = node(
            "Gather", [try rows(x), list(Array(positions.prefix(own)))], [("axis", .integer(1))],
            sizes: [x.grows ? -1 : 1, own])
        guard result.grows, !x.grows else { return picked }
        let shape = node("Concat", [imageCount(), list([own])], [("axis", .integer(0))])
        return node("Expand", [picked, shape], sizes: [-1, own])
    }

    /// A view that only permutes axes and repeats along axes; nil for another one.
    private mutating func permuted(
        _ x: Pair, _ a: StridedGeometry, _ b: StridedGeometry
    ) throws(TracingProblem) -> String? {
        guard a.offset == 0, a.sizes.count == b.sizes.count else { return nil }
        let kept = a.sizes.indices.filter { a.strides[$0] != 0 }.sorted { a.strides[$0] > a.strides[$1] }
        var expected = 1
        for axis in kept.reversed() {
            guard a.strides[axis] == expected else { return nil }
            expected *= a.sizes[axis]
        }
        let repeated = a.sizes.indices.filter { a.strides[$0] == 0 }
        guard expected == x.counts.0, repeated.allSatisfy({ a.sizes[$0] == b.sizes[$0] }) else { return nil }
        var value = try operand(x, kept.map { a.sizes[$0] }, kept.map { b.sizes[$0] })
        let order = kept.indices.sorted { kept[$0] < kept[$1] }
        if order != Array(kept.indices) { value = node("Transpose", [value], [("perm", .integers(order))]) }
        guard !repeated.isEmpty else { return value }
        let own = try BatchSizes.sizes(a.sizes, b.sizes)
        value = reshaped(value, a.sizes.indices.map { a.strides[$0] == 0 ? 1 : own[$0] })
        // A size of 1 keeps the other's.
        let shape = a.sizes.indices.map { a.strides[$0] == 0 ? a.sizes[$0] : 1 }
        return node("Expand", [value, list(shape)], sizes: own)
    }

    /// The other direction: zeros where nothing is written.
    mutating func embedded(
        _ x: Pair, _ one: TracedCall, _ other: TracedCall, _ geometry: StridedGeometry
    ) throws(TracingProblem) -> String {
        let result = Pair(one: one.result, other: other.result)
        guard x.grows == result.grows else { throw .mixesImages }
        let (own, source) = (result.rowCount, x.rowCount)
        // After the source's elements comes a zero.
        var sources = [Int](repeating: source, count: own)
        for (index, position) in geometry.positions.enumerated() {
            guard position / own == index / source else { throw .mixesImages }
            if index < source {
                sources[position] = index
            } else if sources[position % own] != index % source {
                throw .mixesImages
            }
        }
        let zero = tensor([0], sizes: [1, 1])
        var padding = zero
        if x.grows {
            let shape = node("Concat", [imageCount(), list([1])], [("axis", .integer(0))])
            padding = node("Expand", [zero, shape])
        }
        let padded = node("Concat", [try rows(x), padding], [("axis", .integer(1))])
        return node("Gather", [padded, list(sources)], [("axis", .integer(1))], sizes: [x.grows ? -1 : 1, own])
    }
}

extension StridedGeometry {
    /// Positions on the strided side, in the order of the contiguous one.
    fileprivate var positions: [Int] {
        zip(sizes, strides).reduce([offset]) { starts, axis in
            starts.flatMap { start in (0..<axis.0).map { start + $0 * axis.1 } }
        }
    }
}
