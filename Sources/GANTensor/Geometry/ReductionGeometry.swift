/// A contiguous tensor whose axes are alternately kept and reduced. Adjacent axes of one kind are merged.
package struct ReductionGeometry: Hashable, Sendable {
    package struct Axis: Hashable, Sendable {
        package var size: Int
        package var isReduced: Bool
    }

    package private(set) var axes: [Axis] = []

    /// - Parameter reducedAxes: counted from the front.
    package init(_ shape: Shape, reducing reducedAxes: [Int]) {
        let reduced = Set(reducedAxes)
        for axis in 0..<shape.rank where shape[axis] != 1 {
            let isReduced = reduced.contains(axis)
            if let last = axes.indices.last, axes[last].isReduced == isReduced {
                axes[last].size *= shape[axis]
            } else {
                axes.append(Axis(size: shape[axis], isReduced: isReduced))
            }
        }
    }

    /// Number of elements that contribute to each element of the result.
    package var reducedCount: Int { axes.reduce(1) { $0 * ($1.isReduced ? $1.size : 1) } }
}
