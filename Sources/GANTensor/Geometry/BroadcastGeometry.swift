/// The layout of two operands of a pointwise operation for one contiguous output. Adjacent axes that both operands
/// traverse alike are merged, so most calls have one or two axes.
package struct BroadcastGeometry: Hashable, Sendable {
    package private(set) var sizes: [Int]
    /// Distance between neighbors along each axis; 0 if the operand is repeated.
    package private(set) var leftStrides: [Int]
    package private(set) var rightStrides: [Int]

    /// - Precondition: `left` and `right` broadcast to `output`.
    package init(left: Shape, right: Shape, output: Shape) {
        let leftStrides = left.broadcastStrides(to: output)
        let rightStrides = right.broadcastStrides(to: output)
        (sizes, self.leftStrides, self.rightStrides) = ([], [], [])
        for axis in 0..<output.rank where output[axis] != 1 {
            append(output[axis], leftStrides[axis], rightStrides[axis])
        }
        if sizes.isEmpty { (sizes, self.leftStrides, self.rightStrides) = ([1], [0], [0]) }
    }

    private mutating func append(_ size: Int, _ left: Int, _ right: Int) {
        if let last = sizes.indices.last, leftStrides[last] == left * size, rightStrides[last] == right * size {
            sizes[last] *= size
            leftStrides[last] = left
            rightStrides[last] = right
        } else {
            sizes.append(size)
            leftStrides.append(left)
            rightStrides.append(right)
        }
    }
}

extension Shape {
    /// Strides for reading a contiguous tensor of this shape as if it were broadcast to `output`: 0 along broadcast
    /// axes.
    func broadcastStrides(to output: Shape) -> [Int] {
        let own = strides
        return (0..<output.rank).map { axis in
            let ownAxis = axis - (output.rank - rank)
            return ownAxis < 0 || dimensions[ownAxis] == 1 ? 0 : own[ownAxis]
        }
    }
}
