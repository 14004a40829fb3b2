/// The matrix product over the last two axes: op(a)[…, rows, inner] · op(b)[…, inner, columns], where op optionally transposes.
///
/// Leading axes are a batch and must be equal; a factor with two axes is used for the whole batch.
public func matmul(
    _ a: Tensor, _ b: Tensor, transposesLeft: Bool = false, transposesRight: Bool = false
) -> Tensor {
    let product = orFatalError { () throws(ShapeError) in
        try MatrixProduct(a, b, transposesLeft: transposesLeft, transposesRight: transposesRight)
    }
    if let folded = product.foldingBatchIntoRows() { return folded }
    return Tensor(
        product.shape, a.dtype, from: [a, b],
        write: { Backends.current.matrixProduct(a.storage, b.storage, product.geometry, into: $0) },
        pullback: { dy, _, wants in
            [
                wants[0] ? product.leftAdjoint(dy).summed(to: a.shape) : nil,
                wants[1] ? product.rightAdjoint(dy).summed(to: b.shape) : nil,
            ]
        })
}

private struct MatrixProduct {
    let a: Tensor
    let b: Tensor
    let geometry: MatrixProductGeometry
    let shape: Shape

    init(_ a: Tensor, _ b: Tensor, transposesLeft: Bool, transposesRight: Bool) throws(ShapeError) {
        (self.a, self.b) = (a, b)
        try check(a.dtype == b.dtype, "matmul", "the factors are of \(a.dtype) and \(b.dtype)")
        try check(a.rank >= 2 && b.rank >= 2, "matmul", "\(a.shape) and \(b.shape): a factor has fewer than 2 axes")
        let batch = a.rank > 2 ? a.shape.dimensions.dropLast(2) : b.shape.dimensions.dropLast(2)
        for factor in [a, b] where factor.rank > 2 {
            try check(
                factor.shape.dimensions.dropLast(2) == batch, "matmul",
                "\(a.shape) and \(b.shape): the leading axes are not one batch")
        }
        let (leftRows, leftInner) = a.matrixSizes(transposed: transposesLeft)
        let (rightInner, rightColumns) = b.matrixSizes(transposed: transposesRight)
        try check(
            leftInner == rightInner, "matmul",
            "\(a.shape)\(transposesLeft ? " transposed" : "") and \(b.shape)\(transposesRight ? " transposed" : ""): "
                + "the inner axis has sizes \(leftInner) and \(rightInner)")
        geometry = MatrixProductGeometry(
            batch: batch.reduce(1, *), rows: leftRows, columns: rightColumns, inner: leftInner,
            transposesLeft: transposesLeft, transposesRight: transposesRight, sharesLeft: a.rank == 2,
            sharesRight: b.rank == 2)
        shape = Shape(batch + [leftRows, rightColumns])
    }

    /// A single product of two matrices if the whole batch shares one right factor.
    func foldingBatchIntoRows() -> Tensor? {
        guard a.rank > 2, geometry.sharesRight, !geometry.transposesLeft else { return nil }
        let rows = a.reshaped(geometry.batch * geometry.rows, geometry.inner)
        return matmul(rows, b, transposesRight: geometry.transposesRight).reshaped(to: shape)
    }

    /// dL/da, one per matrix of the batch.
    func leftAdjoint(_ dy: Tensor) -> Tensor {
        geometry.transposesLeft
            ? matmul(b, dy, transposesLeft: geometry.transposesRight, transposesRight: true)
            : matmul(dy, b, transposesRight: !geometry.transposesRight)
    }

    func rightAdjoint(_ dy: Tensor) -> Tensor {
        geometry.transposesRight
            ? matmul(dy, a, transposesLeft: true, transposesRight: geometry.transposesLeft)
            : matmul(a, dy, transposesLeft: !geometry.transposesLeft)
    }
}

extension Tensor {
    /// Sizes of the last two axes, swapped if the matrix is stored transposed.
    fileprivate func matrixSizes(transposed: Bool) -> (Int, Int) {
        let (rows, columns) = (shape[rank - 2], shape[rank - 1])
        return transposed ? (columns, rows) : (rows, columns)
    }
}
