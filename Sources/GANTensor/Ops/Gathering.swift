// Reading by index. Indices are int32 tensors.

extension Tensor {
    /// Row `indices[i]` of the first axis for every i: [indices…, rest of this shape…]. An index outside reads zeros.
    public func rows(at indices: Tensor) -> Tensor {
        let columns = orFatalError { () throws(ShapeError) in
            try check(rank >= 1, "rows(at:)", "a scalar has no rows")
            try check(indices.dtype == .int32, "rows(at:)", "indices are of int32, not \(indices.dtype)")
            return shape.dimensions.dropFirst().reduce(1, *)
        }
        let source = shape
        return Tensor(
            Shape(indices.shape.dimensions + shape.dimensions.dropFirst()), dtype, from: [self],
            write: { Backends.current.gatherRows(storage, indices.storage, columns: columns, into: $0) },
            pullback: { dy, _, _ in [dy.scatteringRows(to: indices, in: source)] })
    }

    /// The adjoint of `rows(at:)`: zeros of `target`'s shape, to which each row is added at its index.
    public func scatteringRows(to indices: Tensor, in target: Shape) -> Tensor {
        let columns = orFatalError { () throws(ShapeError) in
            try check(indices.dtype == .int32, "scatteringRows", "indices are of int32, not \(indices.dtype)")
            try check(
                shape.dimensions == indices.shape.dimensions + target.dimensions.dropFirst() && target.rank >= 1,
                "scatteringRows", "\(shape) does not hold rows of \(target) at indices \(indices.shape)")
            return target.dimensions.dropFirst().reduce(1, *)
        }
        return Tensor(
            target, dtype, from: [self],
            write: { Backends.current.scatterRows(storage, indices.storage, columns: columns, into: $0) },
            pullback: { dy, _, _ in [dy.rows(at: indices)] })
    }

    /// Element `indices[p, i]` of each plane p of [planes, size]: [planes, indices' second axis].
    func inPlanes(at indices: Tensor) -> Tensor {
        let (source, picked) = (shape, indices.shape[1])
        return Tensor(
            Shape([source[0], picked]), dtype, from: [self],
            write: {
                Backends.current.gatherInPlanes(
                    storage, indices.storage, xPlane: source[1], yPlane: picked, into: $0)
            },
            pullback: { dy, _, _ in [dy.scatteringInPlanes(to: indices, size: source[1])] })
    }

    /// The adjoint of `inPlanes(at:)`.
    private func scatteringInPlanes(to indices: Tensor, size: Int) -> Tensor {
        let source = shape
        return Tensor(
            Shape([source[0], size]), dtype, from: [self],
            write: {
                Backends.current.scatterInPlanes(storage, indices.storage, xPlane: source[1], yPlane: size, into: $0)
            },
            pullback: { dy, _, _ in [dy.inPlanes(at: indices)] })
    }

    /// 1 at each index and 0 elsewhere: [shape…, classes]. An index outside gives a row of zeros.
    public func oneHot(classes: Int, dtype: ElementType = .float32) -> Tensor {
        orFatalError { () throws(ShapeError) in
            try check(self.dtype == .int32, "oneHot", "indices are of int32, not \(self.dtype)")
            try check(classes > 0 && dtype.isFloatingPoint, "oneHot", "\(classes) classes of \(dtype)")
        }
        return Tensor(
            Kernel.output(dtype, count * classes) { Backends.current.oneHot(storage, classes: classes, into: $0) },
            shape: Shape(shape.dimensions + [classes]))
    }
}
