// The same elements in another arrangement.

extension Tensor {
    /// The tensor's elements in row-major order with another shape. One size may be -1; it is then computed.
    public func reshaped(_ sizes: Int...) -> Tensor {
        let target = orFatalError { () throws(ShapeError) in try shape.completing(sizes) }
        return reshaped(to: target)
    }

    public func reshaped(to target: Shape) -> Tensor {
        if target == shape { return self }
        orFatalError { () throws(ShapeError) in
            try check(
                target.count == count, "reshaped",
                "\(shape) has \(count) \(count == 1 ? "element" : "elements"), \(target) has \(target.count)")
        }
        let source = shape
        return Tensor(storage, shape: target, from: [self]) { dy, _, _ in [dy.reshaped(to: source)] }
    }

    /// Axis i of the result is axis `order[i]` of this tensor.
    public func permuted(_ order: Int...) -> Tensor { permuted(order) }

    public func permuted(_ order: [Int]) -> Tensor {
        orFatalError { () throws(ShapeError) in
            try check(
                order.sorted() == Array(0..<rank), "permuted",
                "\(order) is not a permutation of the \(rank) axes of \(shape)")
        }
        let strides = shape.strides
        return strided(shape: Shape(order.map { shape[$0] }), strides: order.map { strides[$0] }, offset: 0)
    }

    /// The last two axes swapped.
    public func transposed() -> Tensor {
        orFatalError { () throws(ShapeError) in
            try check(rank >= 2, "transposed", "\(shape) has fewer than 2 axes")
        }
        return permuted(Array(0..<(rank - 2)) + [rank - 1, rank - 2])
    }

    /// Every `step`-th index of `range` along `axis`.
    public func sliced(_ axis: Int, _ range: Range<Int>, step: Int = 1) -> Tensor {
        let axis = orFatalError { () throws(ShapeError) in
            let axis = try shape.resolve(axis, "sliced")
            try check(
                range.lowerBound >= 0 && range.upperBound <= shape[axis] && step > 0, "sliced",
                "\(range) by \(step) is outside axis \(axis) of \(shape)")
            return axis
        }
        let target = shape.replacing(axis, with: (range.count + step - 1) / step)
        if target == shape { return self }
        var strides = shape.strides
        let offset = range.lowerBound * strides[axis]
        strides[axis] *= step
        let geometry = StridedGeometry(sizes: target.dimensions, strides: strides, offset: offset)
        let isOnePiece = step == 1 && shape.dimensions.prefix(axis).allSatisfy { $0 == 1 }
        guard isOnePiece, target.count > 0 else { return strided(target, geometry) }
        let source = shape
        return Tensor(
            storage.part(offset: offset, count: target.count), shape: target, from: [self],
            pullback: { dy, _, _ in [dy.embedded(geometry, in: source)] })
    }

    /// Part of the first axis, without a copy.
    public func rows(_ range: Range<Int>) -> Tensor { sliced(0, range) }

    /// Reverses the order of elements along each of `axes`.
    public func flipped(_ axes: Int...) -> Tensor {
        let axes = orFatalError { () throws(ShapeError) in try shape.resolve(axes, "flipped") }
        var (strides, offset) = (shape.strides, 0)
        if count == 0 { return self }
        for axis in axes {
            offset += (shape[axis] - 1) * strides[axis]
            strides[axis] = -strides[axis]
        }
        return strided(shape: shape, strides: strides, offset: offset)
    }

    /// Repeats along new leading axes and along axes of size 1.
    public func broadcast(to target: Shape) -> Tensor {
        if target == shape { return self }
        orFatalError { () throws(ShapeError) in
            try check(
                try Shape.broadcast(shape, target, "broadcast") == target, "broadcast",
                "\(shape) does not repeat to \(target)")
        }
        let geometry = StridedGeometry(
            sizes: target.dimensions, strides: shape.broadcastStrides(to: target), offset: 0)
        let source = shape
        return Tensor(
            target, dtype, from: [self], write: { Backends.current.gather(storage, geometry, into: $0) },
            pullback: { dy, _, _ in [dy.summed(to: source)] })
    }

    /// Concatenates the tensor with itself `times` times along `axis`.
    public func repeated(_ times: Int, axis: Int) -> Tensor {
        let axis = orFatalError { () throws(ShapeError) in
            try check(times >= 0, "repeated", "\(times) times")
            return try shape.resolve(axis, "repeated")
        }
        let sizes = shape.dimensions
        let apart = Shape(sizes[..<axis] + [1] + sizes[axis...])
        return reshaped(to: apart).broadcast(to: apart.replacing(axis, with: times))
            .reshaped(to: shape.replacing(axis, with: times * sizes[axis]))
    }
}

// MARK: - Strided reading and its adjoint

extension Tensor {
    fileprivate func strided(shape target: Shape, strides: [Int], offset: Int) -> Tensor {
        strided(target, StridedGeometry(sizes: target.dimensions, strides: strides, offset: offset))
    }

    /// - Precondition: no element is read twice.
    fileprivate func strided(_ target: Shape, _ geometry: StridedGeometry) -> Tensor {
        let source = shape
        return Tensor(
            target, dtype, from: [self], write: { Backends.current.gather(storage, geometry, into: $0) },
            pullback: { dy, _, _ in [dy.embedded(geometry, in: source)] })
    }

    /// Zeros of shape `target` with this tensor's elements at the positions of `geometry`.
    func embedded(_ geometry: StridedGeometry, in target: Shape) -> Tensor {
        let source = shape
        if count == 0 { return .zeros(target, dtype: dtype) }
        return Tensor(
            target, dtype, from: [self], write: { Backends.current.embed(storage, geometry, into: $0) },
            pullback: { dy, _, _ in [dy.strided(source, geometry)] })
    }
}

extension Shape {
    /// `sizes` with -1 replaced by the size that matches this shape's element count.
    fileprivate func completing(_ sizes: [Int]) throws(ShapeError) -> Shape {
        let known = sizes.filter { $0 != -1 }.reduce(1, *)
        let open = sizes.count { $0 == -1 }
        if open == 0 { return Shape(sizes) }
        try check(
            open == 1 && known > 0 && count % known == 0, "reshaped", "the -1 in \(sizes) has no size that fits \(self)"
        )
        return Shape(sizes.map { $0 == -1 ? count / known : $0 })
    }
}
