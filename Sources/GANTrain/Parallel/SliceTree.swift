/// A sum over the slices of a batch whose order depends on their number alone, so that it has the same bits whoever computes which
/// slices.
///
/// The slices 2i and 2i + 1 are added, then pairs of such pairs, and so on. Where the number is not a power of two, the sums that are
/// left are added from the right: 7 slices are (0 … 3) + ((4, 5) + 6).
struct SliceTree<Value> {
    /// The sum of the slices `first ..< first + count`. `count` is a power of two that divides `first`.
    struct Node {
        let first: Int
        let count: Int
        let value: Value
    }

    /// Sums that have no neighbor of their size yet, in the order of the slices.
    private(set) var nodes: [Node] = []
    private let add: (Value, Value) -> Value

    init(_ add: @escaping (Value, Value) -> Value) { self.add = add }

    /// Adds the value of a slice, after those of all slices before it that are added here.
    mutating func append(_ value: Value, slice: Int) { append(Node(first: slice, count: 1, value: value)) }

    /// Adds a sum of slices that follow those which are here.
    mutating func append(_ node: Node) {
        var node = node
        while let left = nodes.last, left.count == node.count, left.first % (2 * node.count) == 0,
            left.first + left.count == node.first
        {
            nodes.removeLast()
            node = Node(first: left.first, count: 2 * left.count, value: add(left.value, node.value))
        }
        nodes.append(node)
    }

    /// The sum of all slices; nil without one.
    var total: Value? {
        guard let last = nodes.last else { return nil }
        return nodes.dropLast().reversed().reduce(last.value) { add($1.value, $0) }
    }
}
