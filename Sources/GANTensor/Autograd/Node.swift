import Synchronization

/// One recorded operation: what it was computed from and how a gradient flows back through it.
final class Node {
    /// dy has the output's shape. `y` is the output where the operation asked to keep it. One result per input; it may be
    /// `nil` for an input that is not wanted, and for one in which the derivative is zero everywhere.
    typealias Pullback = (_ dy: Tensor, _ y: Tensor?, _ wants: [Bool]) -> [Tensor?]

    /// Grows with creation, so an operation's number is larger than those of its inputs.
    let number: Int
    let shape: Shape
    let type: ElementType
    private(set) var inputs: [Node?]
    private(set) var pullback: Pullback?
    /// The output's elements for a pullback that needs them. Not the output tensor: that holds this node.
    private(set) var output: Storage?

    private static let created = Atomic<Int>(0)

    init(shape: Shape, type: ElementType, inputs: [Node?], output: Storage?, pullback: Pullback?) {
        number = Self.created.wrappingAdd(1, ordering: .relaxed).newValue
        self.shape = shape
        self.type = type
        self.inputs = inputs
        self.output = output
        self.pullback = pullback
    }

    /// A tensor that gradients can be asked for and that was computed from nothing.
    convenience init(leaf shape: Shape, type: ElementType) {
        self.init(shape: shape, type: type, inputs: [], output: nil, pullback: nil)
    }

    private(set) var wasReleased = false

    /// Drops what the pullback kept alive. The node cannot be differentiated again.
    func release() {
        guard pullback != nil else { return }
        wasReleased = true
        dismantle()
    }

    /// A chain of a million operations must not be freed by a million nested calls.
    deinit { dismantle() }

    private func dismantle() {
        var contents = NodeContents()
        swap(&contents.inputs, &inputs)
        swap(&contents.pullback, &pullback)
        swap(&contents.output, &output)
        DeferredRelease.release(&contents)
    }
}

/// What a dead node held.
struct NodeContents {
    var inputs: [Node?] = []
    var pullback: Node.Pullback?
    var output: Storage?
}
