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
        return try added(own.value)
    }

    /// Whether every process has one whole subtree, all of one size.
    private func areSubtrees(_ slices: Int) -> Bool {
        func isPowerOfTwo(_ number: Int) -> Bool { number > 0 && number & (number - 1) == 0 }
        return isPowerOfTwo(count) && slices % count == 0 && isPowerOfTwo(slices / count)
    }

    /// The sum over processes that have one sum each. Neighbors are added first, then pairs of them, and so on, as in the tree.
    private func added(_ own: Gradients) throws -> Gradients {
        let forms = try formsOfAll(own)
        var sums = Gradients(repeating: nil, count: forms.count)
        for dtype in Set(forms.compactMap { $0?.dtype }).sorted(by: { $0.rawValue < $1.rawValue }) {
            let targets = forms.indices.filter { forms[$0]?.dtype == dtype }
            let parts = targets.map { target in
                (own.isEmpty ? nil : own[target])?.reshaped(-1) ?? .neutral(forms[target], dtype)
            }
            let flat = try halved(concatenate(parts, axis: 0))
            var place = 0
            for target in targets {
                guard let shape = forms[target]?.shape else { continue }
                sums[target] = flat.rows(place..<place + shape.count).reshaped(to: shape)
                place += shape.count
            }
        }
        return sums
    }

    /// Element type and shape of each gradient that any process has.
    private func formsOfAll(_ own: Gradients) throws -> [TensorForm?] {
        var writer = MessageWriter()
        writer.add(own.count)
        for gradient in own { writer.add(form: gradient) }
        return try gather(writer.bytes).reduce(into: []) { all, bytes in
            var reader = MessageReader(bytes)
            let forms = try (0..<max(try reader.number(), 0)).map { _ in try reader.form() }
            all = all.isEmpty || forms.isEmpty ? all + forms : zip(all, forms).map { $0 ?? $1 }
        }
    }

    /// The sum of a vector over all processes. Each process adds a part of the elements, and then all get all parts, so that it sends
    /// less than twice the vector, however many processes there are (recursive halving and doubling: Rabenseifner 2004,
    /// doi:10.1007/978-3-540-24685-5_1).
    private func halved(_ own: Tensor) throws -> Tensor {
        var (sum, distance) = (own, 1)
        while distance < count {
            let middle = sum.count / 2
            let (lower, upper) = (sum.rows(0..<middle), sum.rows(middle..<sum.count))
            let isFirst = rank & distance == 0
            let theirs = try exchange(isFirst ? upper : lower, with: rank ^ distance)
            sum = isFirst ? lower + theirs : theirs + upper
            distance *= 2
        }
        while distance > 1 {
            distance /= 2
            let theirs = try exchange(sum, with: rank ^ distance)
            sum = concatenate(rank & distance == 0 ? [sum, theirs] : [theirs, sum], axis: 0)
        }
        return sum
    }

    private func exchange(_ tensor: Tensor, with partner: Int) throws -> Tensor {
        guard let theirs = try exchange([tensor], with: partner).first ?? nil else {
            throw CollectiveError.unreadableMessage
        }
        return theirs
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
                    .init(first: try reader.number(), count: try reader.number(), value: try reader.optionalTensors()))
            }
        }
    }
}

extension Tensor {
    /// What changes no number that is added, not even the sign of a zero.
    fileprivate static func neutral(_ form: TensorForm?, _ dtype: ElementType) -> Tensor {
        Tensor([Float](repeating: -0.0, count: form?.shape.count ?? 0), shape: [form?.shape.count ?? 0]).converted(
            to: dtype)
    }
}
