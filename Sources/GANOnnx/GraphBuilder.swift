import GANTensor

/// Builds a graph from the calls of two traces with different numbers of images.
struct GraphBuilder {
    /// A value in both traces.
    struct Pair {
        let one: TracedValue
        let other: TracedValue

        var counts: (Int, Int) { (one.storage.count, other.storage.count) }
        var grows: Bool { BatchSizes.grows(counts.0, counts.1) }
        /// Number of elements of an image's part; all elements if the value does not grow.
        var rowCount: Int { grows ? counts.0 / BatchSizes.first : counts.0 }
    }

    private(set) var nodes: [ONNXNode] = []
    private(set) var constants: [ONNXConstant] = []
    /// Names of the values of the first trace, by number.
    private var names: [Int: String] = [:]
    /// The sizes that a graph's value has, as far as they are known; -1 for the number that grows.
    private(set) var sizes: [String: [Int]] = [:]
    private var lists: [[Int]: String] = [:]
    /// Sources of positions of maxima, by the number of the positions.
    var maxima: [Int: (source: Int, one: PoolGeometry, other: PoolGeometry)] = [:]
    /// An input whose first axis is the number of images.
    private let batchInput: String

    init(batchInput: String) { self.batchInput = batchInput }

    /// - Parameter own: the sizes of an input. Those of an operator's output are known from `node`.
    mutating func name(_ value: TracedValue, _ name: String, sizes own: [Int]? = nil) {
        names[value.number] = name
        if let own { sizes[name] = own }
    }

    // MARK: Nodes

    /// Adds an operator with one output.
    mutating func node(
        _ type: String, _ inputs: [String], _ attributes: [(String, ONNXNode.Value)] = [], sizes own: [Int]? = nil
    ) -> String {
        let output = "v\(nodes.count)"
        nodes.append(
            ONNXNode(
                type: type, inputs: inputs, output: output,
                attributes: attributes.map { (name: $0.0, value: $0.1) }))
        sizes[output] = own
        return output
    }

    /// Adds the operator Identity, whose output is the value under another name.
    mutating func rename(_ value: String, to name: String) {
        nodes.append(ONNXNode(type: "Identity", inputs: [value], output: name, attributes: []))
    }

    /// Removes what a value does not depend on.
    /// - Returns: the names of all that it depends on.
    mutating func prune(to value: String) -> Set<String> {
        var needed: Set = [value]
        // Each operator stands after those whose results it reads.
        for node in nodes.reversed() where needed.contains(node.output) { needed.formUnion(node.inputs) }
        nodes.removeAll { !needed.contains($0.output) }
        constants.removeAll { !needed.contains($0.name) }
        return needed
    }

    /// A constant list of integers.
    mutating func list(_ values: [Int]) -> String {
        if let known = lists[values] { return known }
        let name = "c\(constants.count)"
        constants.append(ONNXConstant(name, values))
        lists[values] = name
        return name
    }

    mutating func number(_ value: Double) -> String { tensor([Float(value)], sizes: []) }

    mutating func tensor(_ values: [Float], sizes own: [Int]) -> String {
        let name = "c\(constants.count)"
        constants.append(ONNXConstant(name, values, sizes: own))
        sizes[name] = own
        return name
    }

    mutating func reshaped(_ value: String, _ wanted: [Int]) -> String {
        if sizes[value] == wanted { return value }
        return node("Reshape", [value, list(wanted)], sizes: wanted)
    }

    /// The value with sizes that it has in the two traces.
    mutating func operand(_ pair: Pair, _ one: [Int], _ other: [Int]) throws(TracingProblem) -> String {
        let own = try BatchSizes.sizes(one, other)
        return reshaped(try graphName(of: pair), own)
    }

    /// The value as one list; as rows, one for each image, if it grows.
    mutating func rows(_ pair: Pair) throws(TracingProblem) -> String {
        reshaped(try graphName(of: pair), [pair.grows ? -1 : 1, pair.rowCount])
    }

    /// The number of images, as a list with one element.
    mutating func imageCount() -> String {
        if let known = names[-1] { return known }
        let shape = node("Shape", [batchInput])
        let count = node("Slice", [shape, list([0]), list([1])])
        names[-1] = count
        return count
    }

    // MARK: Values

    /// The name of a value. A constant is added to the graph when it is first used.
    mutating func graphName(of pair: Pair) throws(TracingProblem) -> String {
        if let known = names[pair.one.number] { return known }
        guard !pair.one.dependsOnInputs else { throw .unknownOperation("in place") }
        let made = pair.grows ? try repeated(pair) : try constant(pair)
        names[pair.one.number] = made
        return made
    }

    private mutating func constant(_ pair: Pair) throws(TracingProblem) -> String {
        let name = "c\(constants.count)"
        let backend = Backends.current
        let own = [pair.one.storage.count]
        switch pair.one.storage.dtype {
        case .float64:
            let values: [Double] = backend.download(pair.one.storage)
            guard values == backend.download(pair.other.storage) else { throw .mixesImages }
            constants.append(ONNXConstant(name, values, sizes: own))
        case .int32:
            let values: [Int32] = backend.download(pair.one.storage)
            guard values == backend.download(pair.other.storage) else { throw .mixesImages }
            constants.append(ONNXConstant(name, values, sizes: own))
        case .float32:
            let values: [Float] = backend.download(pair.one.storage)
            guard values == backend.download(pair.other.storage) else { throw .mixesImages }
            constants.append(ONNXConstant(name, values, sizes: own))
        case .bfloat16: throw .unknownOperation("bfloat16")
        @unknown default: throw .unknownOperation("\(pair.one.storage.dtype)")
        }
        sizes[name] = own
        return name
    }

    /// A constant that is the same for each image, in a row for each.
    private mutating func repeated(_ pair: Pair) throws(TracingProblem) -> String {
        switch pair.one.storage.dtype {
        case .float32: break
        case .float64, .int32, .bfloat16: throw .unknownOperation("\(pair.one.storage.dtype)")
        @unknown default: throw .unknownOperation("\(pair.one.storage.dtype)")
        }
        let all: [Float] = Backends.current.download(pair.one.storage)
        let others: [Float] = Backends.current.download(pair.other.storage)
        let row = Array(all.prefix(pair.rowCount))
        for start in stride(from: 0, to: all.count, by: row.count) where Array(all[start..<start + row.count]) != row {
            throw .drawsNumbers
        }
        guard Array(others.prefix(row.count)) == row else { throw .drawsNumbers }
        let first = tensor(row, sizes: [1, row.count])
        let shape = node("Concat", [imageCount(), list([row.count])], [("axis", .integer(0))])
        return node("Expand", [first, shape], sizes: [-1, row.count])
    }
}
