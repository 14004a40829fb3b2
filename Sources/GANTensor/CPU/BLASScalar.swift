import COpenBLAS

/// A type with matrix products in OpenBLAS.
protocol BLASScalar: TensorScalar {
    /// c[rows, columns] = op(a) · op(b), added to c if `accumulates`; row-major, on the calling thread. The
    /// leading dimensions are the lengths of the rows in memory.
    static func matrixProduct(
        _ size: MatrixProductSize, _ a: UnsafePointer<Self>, _ leadingA: Int, _ b: UnsafePointer<Self>,
        _ leadingB: Int, _ c: UnsafeMutablePointer<Self>, _ leadingC: Int, accumulates: Bool)
}

/// One product of two matrices.
struct MatrixProductSize: Hashable, Sendable {
    var rows: Int
    var columns: Int
    var inner: Int
    var transposesLeft = false
    var transposesRight = false

    fileprivate var left: Int32 { transposesLeft ? 1 : 0 }
    fileprivate var right: Int32 { transposesRight ? 1 : 0 }
}

extension Float: BLASScalar {
    static func matrixProduct(
        _ size: MatrixProductSize, _ a: UnsafePointer<Float>, _ leadingA: Int, _ b: UnsafePointer<Float>,
        _ leadingB: Int, _ c: UnsafeMutablePointer<Float>, _ leadingC: Int, accumulates: Bool
    ) {
        unsafe ganzoo_sgemm(
            size.left, size.right, Int32(size.rows), Int32(size.columns), Int32(size.inner), 1, a, Int32(leadingA), b,
            Int32(leadingB), accumulates ? 1 : 0, c, Int32(leadingC))
    }
}

extension Double: BLASScalar {
    static func matrixProduct(
        _ size: MatrixProductSize, _ a: UnsafePointer<Double>, _ leadingA: Int, _ b: UnsafePointer<Double>,
        _ leadingB: Int, _ c: UnsafeMutablePointer<Double>, _ leadingC: Int, accumulates: Bool
    ) {
        unsafe ganzoo_dgemm(
            size.left, size.right, Int32(size.rows), Int32(size.columns), Int32(size.inner), 1, a, Int32(leadingA), b,
            Int32(leadingB), accumulates ? 1 : 0, c, Int32(leadingC))
    }
}
