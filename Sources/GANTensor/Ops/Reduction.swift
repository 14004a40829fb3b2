// Sums and maxima over axes. An empty list means all axes.

extension Tensor {
    /// The sum over `axes`, which are removed unless `keepDims` keeps them with size 1.
    public func sum(_ axes: Int..., keepDims: Bool = false) -> Tensor { sum(axes: axes, keepDims: keepDims) }

    /// The mean over `axes`.
    public func mean(_ axes: Int..., keepDims: Bool = false) -> Tensor { mean(axes: axes, keepDims: keepDims) }

    /// The maximum over `axes`. Equal elements share the gradient.
    public func max(_ axes: Int..., keepDims: Bool = false) -> Tensor { max(axes: axes, keepDims: keepDims) }

    public func sum(axes: [Int], keepDims: Bool = false) -> Tensor {
        let reduction = Reduction(shape, axes, "sum")
        let source = shape
        let total = Tensor(
            reduction.keptAxesShape, dtype, from: [self],
            write: { Backends.current.reduce(.sum, storage, reduction.geometry, into: $0) },
            pullback: { dy, _, _ in [dy.broadcast(to: source)] })
        return keepDims ? total : total.reshaped(to: reduction.shape)
    }

    public func mean(axes: [Int], keepDims: Bool = false) -> Tensor {
        let count = Reduction(shape, axes, "mean").geometry.reducedCount
        return sum(axes: axes, keepDims: keepDims) / Double(count)
    }

    public func max(axes: [Int], keepDims: Bool = false) -> Tensor {
        let reduction = Reduction(shape, axes, "max")
        orFatalError { () throws(ShapeError) in
            try check(reduction.geometry.reducedCount > 0, "max", "\(shape) has no elements along \(axes)")
        }
        let largest = Tensor(
            reduction.keptAxesShape, dtype, from: [self], keepsOutput: true,
            write: { Backends.current.reduce(.maximum, storage, reduction.geometry, into: $0) },
            pullback: { dy, y, _ in
                guard let y else { return [nil] }
                let isLargest = self .== y
                return [dy * (isLargest / isLargest.sum(axes: axes, keepDims: true))]
            })
        return keepDims ? largest : largest.reshaped(to: reduction.shape)
    }

    /// The mean square of each channel of [N, C, H, W]: [C]. Its gradient is that of `squared().mean(0, 2, 3)`, bit for bit, in one
    /// pass over the elements instead of three.
    package func meanSquareOfChannels() -> Tensor {
        let squares = Kernel.output(dtype, count) { Backends.current.unary(.square, storage, into: $0) }
        let mean = Tensor(squares, shape: shape).mean(0, 2, 3)
        let share = 1 / Double(count / Swift.max(shape[1], 1))
        return Tensor(mean.storage, shape: mean.shape, from: [self]) { dy, _, _ in
            [2 * (dy * share).reshaped(1, -1, 1, 1) * self]
        }
    }

    /// The sum over the axes along which `target` would be repeated to give this shape.
    func summed(to target: Shape) -> Tensor {
        if shape == target { return self }
        let axes = (0..<rank).filter { target.alignedSize($0, rank: rank) == 1 && shape[$0] != 1 }
        let total = axes.isEmpty ? self : sum(axes: axes, keepDims: true)
        return total.reshaped(to: target)
    }

    /// (this · other).summed(to: target), without storing the product if whole trailing axes are summed.
    func multiplied(by other: Tensor, summedTo target: Shape) -> Tensor {
        let kept = target.dimensions.lastIndex { $0 != 1 }.map { $0 + 1 } ?? 0
        let isOfRows =
            shape == other.shape && target.rank == rank && kept < rank
            && target.dimensions[..<kept] == shape.dimensions[..<kept]
        guard isOfRows, target.count > 0, count / target.count >= Self.shortestRow else {
            return (self * other).summed(to: target)
        }
        return rowDots(other, target)
    }

    /// Minimum length of a row for a separate pass.
    private static var shortestRow: Int { 16 }

    /// The sums of products over the trailing axes that have size 1 in `target`, which has the same rank.
    private func rowDots(_ other: Tensor, _ target: Shape) -> Tensor {
        let length = count / target.count
        return Tensor(
            target, dtype, from: [self, other],
            write: { Backends.current.rowDots(storage, other.storage, length: length, into: $0) },
            pullback: { dy, _, wants in [wants[0] ? dy * other : nil, wants[1] ? dy * self : nil] })
    }

    /// Whether every element is finite. Waits for the backend.
    public func isFinite() -> Bool { count == 0 || Backends.current.isFinite(storage) }
}

/// The shape of a reduction's result.
private struct Reduction {
    let geometry: ReductionGeometry
    /// The reduced axes have size 1.
    let keptAxesShape: Shape
    /// The reduced axes are removed.
    let shape: Shape

    init(_ source: Shape, _ axes: [Int], _ name: String) {
        let axes = orFatalError { () throws(ShapeError) in try source.resolve(axes, name) }
        geometry = ReductionGeometry(source, reducing: axes)
        keptAxesShape = Shape((0..<source.rank).map { axes.contains($0) ? 1 : source[$0] })
        shape = Shape((0..<source.rank).filter { !axes.contains($0) }.map { source[$0] })
    }
}
