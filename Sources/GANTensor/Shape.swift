/// The sizes of a tensor's axes, outermost first. A scalar has no axes.
public struct Shape: Hashable, Sendable {
    public let dimensions: [Int]

    /// - Precondition: no dimension is negative. The process ends as without memory (`OutOfMemory`) if the element count does not fit in
    ///   `Int`.
    public init(_ dimensions: [Int]) {
        var count = 1
        for size in dimensions {
            guard size >= 0 else {
                stop(ShapeError("shape", "\(dimensions) is not a valid shape: a size is negative"))
            }
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard !overflow else {
                OutOfMemory(
                    neededBytes: .max, usedBytes: 0, physicalBytes: CachingAllocator.physicalMemory,
                    purpose: "a tensor of \(dimensions)"
                ).end()
            }
            count = product
        }
        self.dimensions = dimensions
    }

    public static let scalar = Shape([])

    /// The number of axes.
    public var rank: Int { dimensions.count }

    /// The number of elements.
    public var count: Int { dimensions.reduce(1, *) }

    public subscript(axis: Int) -> Int { dimensions[axis] }

    /// Distance between neighbors along each axis of a contiguous tensor.
    package var strides: [Int] {
        var strides = [Int](repeating: 1, count: rank)
        for axis in stride(from: rank - 2, through: 0, by: -1) {
            // Of an empty tensor, which a file can have, the product of the other axes may overflow; nothing is read by its strides.
            strides[axis] = strides[axis + 1] &* dimensions[axis + 1]
        }
        return strides
    }

    /// `axis` counted from the front; -1 is the last.
    func resolve(_ axis: Int, _ operation: String) throws(ShapeError) -> Int {
        let resolved = axis < 0 ? axis + rank : axis
        guard (0..<rank).contains(resolved) else {
            throw ShapeError(operation, "axis \(axis) is outside \(self), which has \(rank) axes")
        }
        return resolved
    }

    /// The `axes`, counted from the front and sorted; every axis if `axes` is empty.
    func resolve(_ axes: [Int], _ operation: String) throws(ShapeError) -> [Int] {
        if axes.isEmpty { return Array(0..<rank) }
        var resolved: [Int] = []
        for axis in axes { resolved.append(try resolve(axis, operation)) }
        guard Set(resolved).count == resolved.count else {
            throw ShapeError(operation, "an axis of \(self) occurs twice in \(axes)")
        }
        return resolved.sorted()
    }

    func replacing(_ axis: Int, with size: Int) -> Shape {
        var sizes = dimensions
        sizes[axis] = size
        return Shape(sizes)
    }
}

extension Shape: ExpressibleByArrayLiteral, CustomStringConvertible {
    public init(arrayLiteral elements: Int...) { self.init(elements) }
    public var description: String { "\(dimensions)" }
}

extension Shape {
    /// The shape that both broadcast to: axes are aligned at the end, and a size of 1 is repeated.
    static func broadcast(_ a: Shape, _ b: Shape, _ operation: String) throws(ShapeError) -> Shape {
        if a == b { return a }
        let rank = max(a.rank, b.rank)
        var sizes = [Int](repeating: 1, count: rank)
        for axis in 0..<rank {
            let left = a.alignedSize(axis, rank: rank)
            let right = b.alignedSize(axis, rank: rank)
            guard left == right || left == 1 || right == 1 else {
                throw ShapeError(
                    operation, "\(a) and \(b) do not broadcast: axis \(axis - rank) has sizes \(left) and \(right)")
            }
            sizes[axis] = left == 1 ? right : left
        }
        return Shape(sizes)
    }

    /// The size at `axis` after ones were added in front to reach `rank` axes.
    func alignedSize(_ axis: Int, rank: Int) -> Int {
        let own = axis - (rank - self.rank)
        return own < 0 ? 1 : dimensions[own]
    }
}
