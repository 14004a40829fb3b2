import Synchronization

/// A recorded operation: its inputs, and a function that propagates a gradient to them.
final class Node {
    /// dy has the output's shape. `y` is the output if the operation saves it. Returns one result per input, which may be
    /// nil for an input without need, and for one with a derivative that is zero everywhere.
    typealias Pullback = (_ dy: Tensor, _ y: Tensor?, _ wants: [Bool]) -> [Tensor?]

    /// Increases with creation, so an operation's number is larger than those of its inputs.
    let number: Int
    let shape: Shape
    let dtype: ElementType
    private(set) var inputs: [Node?]
    private(set) var pullback: Pullback?
    /// The output's elements for a pullback that needs them. Not the output tensor, which references this node.
    private(set) var output: Storage?
    /// The segment that this is a result of, in place of a pullback.
    private(set) var segment: Segment?

    private static let created = Atomic<Int>(0)

    /// The number of the newest node.
    static var newest: Int { created.load(ordering: .relaxed) }

    init(
        shape: Shape, dtype: ElementType, inputs: [Node?], output: Storage?, pullback: Pullback?,
        segment: Segment? = nil
    ) {
        number = Self.created.wrappingAdd(1, ordering: .relaxed).newValue
        self.shape = shape
        self.dtype = dtype
        self.inputs = inputs
        self.output = output
        self.pullback = pullback
        self.segment = segment
    }

    /// A leaf: a tensor that requires gradients and has no inputs.
    convenience init(leaf shape: Shape, dtype: ElementType) {
        self.init(shape: shape, dtype: dtype, inputs: [], output: nil, pullback: nil)
    }

    private(set) var wasReleased = false

    /// Releases the pullback and its saved tensors. The node cannot be differentiated again.
    func release() {
        guard pullback != nil || segment != nil else { return }
        wasReleased = true
        dismantle()
    }

    /// Frees a chain of a million operations without a million nested calls.
    deinit { dismantle() }

    private func dismantle() {
        var contents = NodeContents()
        swap(&contents.inputs, &inputs)
        swap(&contents.pullback, &pullback)
        swap(&contents.output, &output)
        swap(&contents.segment, &segment)
        DeferredRelease.release(&contents)
    }
}

/// The contents of a dead node.
struct NodeContents {
    var inputs: [Node?] = []
    var pullback: Node.Pullback?
    var output: Storage?
    var segment: Segment?
}

extension Node {
    /// `starts` and all that they were computed from, as far as it is newer than the node with the number `boundary`.
    static func history(of starts: [Node], after boundary: Int = 0) -> [Node] {
        var seen: Set<ObjectIdentifier> = []
        var found: [Node] = []
        func visit(_ node: Node) {
            if node.number > boundary, seen.insert(ObjectIdentifier(node)).inserted { found.append(node) }
        }
        starts.forEach(visit)
        var next = 0
        while next < found.count {
            let node = found[next]
            next += 1
            for case let input? in node.inputs { visit(input) }
        }
        return found
    }
}
