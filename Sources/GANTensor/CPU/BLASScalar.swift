import COpenBLAS

/// A type with matrix products in OpenBLAS.
protocol BLASScalar: TensorScalar {
    /// c[rows, columns] = op(a) · op(b), plus what c holds where `accumulates`; row-major, on the calling thread. The
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

    fileprivate var left: CBLAS_TRANSPOSE { transposesLeft ? CblasTrans : CblasNoTrans }
    fileprivate var right: CBLAS_TRANSPOSE { transposesRight ? CblasTrans : CblasNoTrans }
}

extension Float: BLASScalar {
    static func matrixProduct(
        _ size: MatrixProductSize, _ a: UnsafePointer<Float>, _ leadingA: Int, _ b: UnsafePointer<Float>,
        _ leadingB: Int, _ c: UnsafeMutablePointer<Float>, _ leadingC: Int, accumulates: Bool
    ) {
        cblas_sgemm(
            CblasRowMajor, size.left, size.right, Int32(size.rows), Int32(size.columns), Int32(size.inner), 1, a,
            Int32(leadingA), b, Int32(leadingB), accumulates ? 1 : 0, c, Int32(leadingC))
    }
}

extension Double: BLASScalar {
    static func matrixProduct(
        _ size: MatrixProductSize, _ a: UnsafePointer<Double>, _ leadingA: Int, _ b: UnsafePointer<Double>,
        _ leadingB: Int, _ c: UnsafeMutablePointer<Double>, _ leadingC: Int, accumulates: Bool
    ) {
        cblas_dgemm(
            CblasRowMajor, size.left, size.right, Int32(size.rows), Int32(size.columns), Int32(size.inner), 1, a,
            Int32(leadingA), b, Int32(leadingB), accumulates ? 1 : 0, c, Int32(leadingC))
    }
}

/// OpenBLAS's threads, a setting of the whole process.
package enum OpenBLAS {
    /// Kernels share the work out themselves, so each product runs on the thread that asks for it.
    static func useOneThread() { openblas_set_num_threads(1) }

    /// Runs `body` with OpenBLAS's own threading over `threads`: for LAPACK, whose work nobody else shares out. Not from several
    /// threads at once.
    package static func withOwnThreads<Result>(_ threads: Int, _ body: () throws -> Result) rethrows -> Result {
        openblas_set_num_threads(Int32(threads))
        defer { openblas_set_num_threads(1) }
        return try body()
    }

    /// The name of the kernel family in use, such as "Zen".
    package static var coreName: String { openblas_get_corename().map { String(cString: $0) } ?? "unknown" }

    /// An OpenMP build does not follow `useOneThread`.
    package static var isOpenMPBuild: Bool { openblas_get_parallel() == 2 }
}
