// Softmax and log-sum-exp over one axis, shifted by the maximum to avoid overflow.

extension Tensor {
    /// exp(x) / Σ exp(x) along `axis`.
    public func softmax(axis: Int = -1) -> Tensor {
        along(axis, "softmax") { x in
            Tensor(
                x.shape, x.dtype, from: [x], keepsOutput: true,
                write: { Backends.current.softmax(x.storage, columns: x.shape[x.rank - 1], into: $0) },
                pullback: { dy, y, _ in
                    guard let y else { return [nil] }
                    return [y * (dy - (dy * y).sum(-1, keepDims: true))]
                })
        }
    }

    /// log Σ exp(x) along `axis`, which is removed unless `keepDim`.
    public func logSumExp(axis: Int = -1, keepDim: Bool = false) -> Tensor {
        let own = orFatalError { () throws(ShapeError) in try shape.resolve(axis, "logSumExp") }
        let reduced = along(axis, "logSumExp") { x in
            Tensor(
                x.shape.replacing(x.rank - 1, with: 1), x.dtype, from: [x],
                write: { Backends.current.logSumExp(x.storage, columns: x.shape[x.rank - 1], into: $0) },
                pullback: { dy, _, _ in [dy * x.softmax()] })
        }
        guard !keepDim else { return reduced }
        return reduced.reshaped(to: Shape(shape.dimensions.indices.filter { $0 != own }.map { shape[$0] }))
    }

    /// Applies `body` to this tensor with `axis` moved to the end, and moves it back.
    private func along(_ axis: Int, _ name: String, _ body: (Tensor) -> Tensor) -> Tensor {
        let axis = orFatalError { () throws(ShapeError) in
            let axis = try shape.resolve(axis, name)
            try check(shape[axis] > 0, name, "axis \(axis) of \(shape) is empty")
            return axis
        }
        if axis == rank - 1 { return body(self) }
        var order = Array(0..<rank)
        order.swapAt(axis, rank - 1)
        return body(permuted(order)).permuted(order)
    }
}
