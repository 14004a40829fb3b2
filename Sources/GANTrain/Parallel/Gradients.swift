import GANCore
import GANTensor

/// The gradients of an update's targets; nil where a target has none. Empty if no target has one.
typealias Gradients = [Tensor?]

/// Gradients that are summed over the parts of an update: terms that see the whole batch, and slices.
struct GradientSum {
    private enum Part {
        case whole(Gradients)
        /// This process's slices, and the number of those of all processes.
        case sliced(SliceTree<Gradients>, of: Int)
    }

    private var parts: [Part] = []

    /// Every process has these gradients.
    mutating func add(whole gradients: Gradients) { parts.append(.whole(gradients)) }

    mutating func add(_ tree: SliceTree<Gradients>, of slices: Int) { parts.append(.sliced(tree, of: slices)) }

    /// The sum over all parts, in their order, and over all processes.
    func total(over ranks: any Collective) throws -> Gradients {
        try parts.reduce(into: []) { sum, part in
            switch part {
            case .whole(let gradients): sum = Self.added(sum, gradients)
            case .sliced(let tree, let slices): sum = Self.added(sum, try ranks.total(of: tree, slices: slices))
            }
        }
    }

    static func added(_ a: Gradients, _ b: Gradients) -> Gradients {
        if a.isEmpty { return b }
        if b.isEmpty { return a }
        return zip(a, b).map { a, b in
            guard let a else { return b }
            return b.map { a + $0 } ?? a
        }
    }
}

extension Collective {
    /// The sum of the trees of all processes: of all `slices` slices.
    fileprivate func total(of tree: SliceTree<Gradients>, slices: Int) throws -> Gradients {
        guard count > 1 else { return tree.total ?? [] }
        guard let own = tree.nodes.first, areSubtrees(slices) else { return try gathered(tree).total ?? [] }
        return try doubled(own.value)
    }

    /// Whether every process has one whole subtree, all of one size.
    private func areSubtrees(_ slices: Int) -> Bool {
        func isPowerOfTwo(_ number: Int) -> Bool { number > 0 && number & (number - 1) == 0 }
        return isPowerOfTwo(count) && slices % count == 0 && isPowerOfTwo(slices / count)
    }

    /// Each process adds its sum to that of its neighbor, then to that of a pair, and so on: log2(count) exchanges.
    private func doubled(_ own: Gradients) throws -> Gradients {
        var (sum, distance) = (own, 1)
        while distance < count {
            var writer = MessageWriter()
            writer.add(sum)
            var reader = MessageReader(try exchange(writer.bytes, with: rank ^ distance))
            let theirs = try reader.gradients()
            sum = rank & distance == 0 ? GradientSum.added(sum, theirs) : GradientSum.added(theirs, sum)
            distance *= 2
        }
        return sum
    }

    /// The tree of all processes' nodes.
    private func gathered(_ tree: SliceTree<Gradients>) throws -> SliceTree<Gradients> {
        var writer = MessageWriter()
        for node in tree.nodes {
            writer.add(node.first)
            writer.add(node.count)
            writer.add(node.value)
        }
        return try gather(writer.bytes).reduce(into: SliceTree(GradientSum.added)) { all, bytes in
            var reader = MessageReader(bytes)
            while !reader.isAtEnd {
                all.append(
                    .init(first: try reader.number(), count: try reader.number(), value: try reader.gradients()))
            }
        }
    }
}

extension MessageWriter {
    fileprivate mutating func add(_ gradients: Gradients) {
        add(gradients.count)
        for gradient in gradients {
            add(gradient == nil ? 0 : 1)
            if let gradient { add(gradient) }
        }
    }
}

extension MessageReader {
    fileprivate mutating func gradients() throws -> Gradients {
        let count = try number()
        guard count >= 0 else { throw CollectiveError.unreadableMessage }
        return try (0..<count).map { _ in try number() == 0 ? nil : try tensor() }
    }
}
