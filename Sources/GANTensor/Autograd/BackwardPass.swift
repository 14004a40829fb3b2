/// One backward pass.
struct BackwardPass {
    private let start: Node?
    private let targets: [Node?]
    private let wanted: Set<ObjectIdentifier>
    private let keepsGraph: Bool
    /// The nodes between the start and a target, latest first.
    private var path: [Node] = []
    private var onPath: Set<ObjectIdentifier> = []
    private var pending: [ObjectIdentifier: Tensor] = [:]
    private var results: [ObjectIdentifier: Tensor] = [:]

    init(from y: Tensor, to targets: [Tensor], keepsGraph: Bool) throws(ReleasedGraph) {
        start = y.node
        self.targets = targets.map(\.node)
        self.keepsGraph = keepsGraph
        wanted = Set(self.targets.compactMap { $0.map(ObjectIdentifier.init) })
        let history = Node.history(of: [y.node].compactMap(\.self))
        if let released = history.first(where: \.wasReleased) { throw ReleasedGraph(shape: released.shape) }
        path = findPath(through: history)
    }

    /// A pass through a segment, of which the gradients that reach `inputs` stay pending.
    private init(towards inputs: [Node]) {
        (start, targets, wanted, keepsGraph) = (nil, [], [], true)
        onPath = Set(inputs.map(ObjectIdentifier.init))
    }

    /// The nodes of `history` that lead to a target, latest first.
    private mutating func findPath(through history: [Node]) -> [Node] {
        // Inputs have smaller numbers, so in ascending order a node's inputs are decided before the node.
        let ascending = history.sorted { $0.number < $1.number }
        for node in ascending {
            let leads = node.inputs.contains { $0.map { onPath.contains(ObjectIdentifier($0)) } ?? false }
            if leads || wanted.contains(ObjectIdentifier(node)) { onPath.insert(ObjectIdentifier(node)) }
        }
        return ascending.reversed().filter { onPath.contains(ObjectIdentifier($0)) }
    }

    mutating func run(seed: Tensor) -> [Tensor?] {
        if let start, onPath.contains(ObjectIdentifier(start)) { pending[ObjectIdentifier(start)] = seed }
        pass(through: path, releasing: !keepsGraph)
        return targets.map { $0.flatMap(result) }
    }

    private func result(in target: Node) -> Tensor? {
        let key = ObjectIdentifier(target)
        return results[key] ?? (onPath.contains(key) ? .zeros(target.shape, dtype: target.dtype) : nil)
    }

    private mutating func pass(through nodes: [Node], releasing: Bool) {
        for node in nodes {
            if let segment = node.segment {
                pass(into: segment, releasing: releasing)
            } else if let dy = take(node) {
                pass(dy, through: node, releasing: releasing)
            }
        }
    }

    /// What has reached `node`; nil if nothing has.
    private mutating func take(_ node: Node) -> Tensor? {
        let key = ObjectIdentifier(node)
        guard let dy = pending.removeValue(forKey: key) else { return nil }
        if wanted.contains(key) { results[key] = dy }
        return dy
    }

    private mutating func pass(_ dy: Tensor, through node: Node, releasing: Bool) {
        let wants = node.inputs.map { $0.map { onPath.contains(ObjectIdentifier($0)) } ?? false }
        guard wants.contains(true), let pullback = node.pullback else { return }
        let y = node.output.map { Tensor($0, shape: node.shape, node: node) }
        let parts = pullback(dy, y, wants)
        for (index, input) in node.inputs.enumerated() where wants[index] {
            guard let input, let part = parts[index] else { continue }
            assert(part.shape == input.shape, "a pullback returned \(part.shape) for an input of \(input.shape)")
            accumulate(part, into: ObjectIdentifier(input))
        }
        if releasing { node.release() }
    }

    private mutating func accumulate(_ part: Tensor, into key: ObjectIdentifier) {
        guard var sum = pending.removeValue(forKey: key) else {
            pending[key] = part
            return
        }
        sum.accumulate(part)
        pending[key] = sum
    }
}

// MARK: - Segments

extension BackwardPass {
    /// Results of a segment have neighboring numbers, so at the first of them all have what reaches them.
    private mutating func pass(into segment: Segment, releasing: Bool) {
        let nodes = segment.nodes
        guard nodes.contains(where: { $0.map { pending[ObjectIdentifier($0)] != nil } ?? false }) else { return }
        let inputs = segment.inputs.filter { onPath.contains(ObjectIdentifier($0)) }
        guard !inputs.isEmpty else {
            for case let node? in nodes { _ = take(node) }
            return
        }
        if Recording.isOn {
            let seeds = nodes.map { $0.flatMap { take($0) } }
            let sums = inputs.map { pending.removeValue(forKey: ObjectIdentifier($0)) }
            let found = Self.recorded(seeds, through: segment, to: inputs, adding: sums)
            for (input, sum) in zip(inputs, found) { pending[ObjectIdentifier(input)] = sum }
        } else {
            // What reaches the results is not held here, so that its memory is free after its first use.
            let inner = enter(segment, with: nodes.map { $0.flatMap { take($0) } })
            pass(through: inner, releasing: true)
        }
        if releasing { for node in nodes { node?.release() } }
    }

    /// Goes on through the operations of a segment. Sums are added to in the order in which they would be without it, so the bits of the
    /// result are the same.
    private mutating func pass(through inner: InnerPath, releasing: Bool) {
        pass(through: inner.path, releasing: releasing)
        // The nodes die now, and others can take their identities.
        onPath.subtract(inner.nodes.map(ObjectIdentifier.init))
    }

    /// The nodes of a segment that runs again, and those of them that lead to a target, latest first.
    private struct InnerPath {
        let nodes: [Node]
        let path: [Node]
    }

    /// Runs the segment again. What has reached its results is pending at the new ones.
    private mutating func enter(_ segment: Segment, with seeds: [Tensor?]) -> InnerPath {
        let boundary = Node.newest
        let ends = segment.runAgain().map(\.node)
        let nodes = Node.history(of: ends.compactMap(\.self), after: boundary)
        let path = findPath(through: nodes)
        for (end, seed) in zip(ends, seeds) {
            if let end, let seed, onPath.contains(ObjectIdentifier(end)) {
                accumulate(seed, into: ObjectIdentifier(end))
            }
        }
        return InnerPath(nodes: nodes, path: path)
    }

    /// The sums in `inputs` after the segment's gradients were added, as results of a segment of their own: a gradient that is
    /// differentiated again keeps no more of a segment than its inputs, either.
    private static func recorded(
        _ seeds: [Tensor?], through segment: Segment, to inputs: [Node], adding sums: [Tensor?]
    ) -> [Tensor?] {
        func found() -> [Tensor?] {
            var pass = BackwardPass(towards: inputs)
            for (input, sum) in zip(inputs, sums) { pass.pending[ObjectIdentifier(input)] = sum }
            pass.pass(through: pass.enter(segment, with: seeds), releasing: false)
            return inputs.map { pass.pending[ObjectIdentifier($0)] }
        }
        var isReached: [Bool] = []
        var tensors = Segment.results(
            of: {
                let all = found()
                isReached = all.map { $0 != nil }
                return all.compactMap(\.self)
            }, again: { found().compactMap(\.self) }
        )[...]
        return isReached.map { $0 ? tensors.popFirst() : nil }
    }
}
