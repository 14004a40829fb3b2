/// A part of a computation that keeps its inputs and results, and none of the tensors between them: it runs again when it is
/// differentiated (Chen et al. 2016, arXiv:1604.06174).
final class Segment {
    private struct Result {
        /// Among all that the computation returns.
        let index: Int
        /// What operations outside see. It holds this segment.
        weak var node: Node?
    }

    private let again: () -> [Tensor]
    /// Of all that the computation returns.
    private let shapes: [Shape]
    private var results: [Result] = []

    private init(shapes: [Shape], again: @escaping () -> [Tensor]) { (self.shapes, self.again) = (shapes, again) }

    /// The nodes of the results that are part of the graph; nil for one that nothing uses any more.
    var nodes: [Node?] { results.map(\.node) }

    /// What the results in use were computed from, oldest first.
    var inputs: [Node] { Self.ascending(nodes.flatMap { $0?.inputs ?? [] }) }

    /// The results that are part of the graph, computed and recorded again.
    func runAgain() -> [Tensor] {
        let all = Recording.$isOn.withValue(true) { again() }
        let found = all.map(\.shape)
        precondition(found == shapes, "a part of a network that runs again returned \(found), first \(shapes)")
        return results.map { all[$0.index] }
    }

    /// Runs `body` and forgets what it recorded, except for what each result was computed from.
    /// - Parameter again: computes the same as `body` and reads the same tensors.
    static func results(of body: () -> [Tensor], again: @escaping () -> [Tensor]) -> [Tensor] {
        let boundary = Node.newest
        var all = body()
        let recorded = all.indices.filter { all[$0].node.map { $0.number > boundary } ?? false }
        let segment = Segment(shapes: all.map(\.shape), again: again)
        for index in recorded {
            let (storage, shape) = (all[index].storage, all[index].shape)
            // Its own inputs, not those of all results: another one's weight must not seem to be its own.
            let own = all[index].node.map { inputs(of: $0, upTo: boundary) } ?? []
            let node = Node(
                shape: shape, dtype: storage.dtype, inputs: own, output: nil, pullback: nil, segment: segment)
            segment.results.append(Result(index: index, node: node))
            all[index] = Tensor(storage, shape: shape, node: node)
        }
        return all
    }

    /// The nodes up to the number `boundary` that `end` was computed from directly, oldest first.
    private static func inputs(of end: Node, upTo boundary: Int) -> [Node] {
        let inputs = Node.history(of: [end], after: boundary).flatMap(\.inputs)
        return ascending(inputs.filter { $0.map { $0.number <= boundary } ?? false })
    }

    /// Each node once, oldest first.
    private static func ascending(_ nodes: [Node?]) -> [Node] {
        var found: [ObjectIdentifier: Node] = [:]
        for case let node? in nodes { found[ObjectIdentifier(node)] = node }
        return found.values.sorted { $0.number < $1.number }
    }
}

/// Runs `body`. If it is recorded, only its results are kept, and `again` runs when they are differentiated.
///
/// Gradients of first order have the same bits as without it. Those of higher order are the same up to rounding, because sums of them are
/// added in another order.
/// - Parameter again: computes the same as `body`, from the same tensors, and changes nothing else.
package func recomputing(_ body: () -> [Tensor], again: @escaping () -> [Tensor]) -> [Tensor] {
    guard Recording.isOn else { return body() }
    return Segment.results(of: body, again: again)
}
