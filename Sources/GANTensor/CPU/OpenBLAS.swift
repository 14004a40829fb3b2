import COpenBLAS

/// The library for matrix products. It is opened on first use, with its best kernels for this processor.
package enum OpenBLAS {
    /// The reason why it cannot be used; nil if it can. Operations cannot throw, so check this before long work.
    package static var problem: String? { unsafe ganzoo_openblas_problem().map { unsafe String(cString: $0) } }

    /// Makes each product run on the calling thread: our kernels distribute the work themselves, and the last bits of what LAPACK computes
    /// depend on the number of OpenBLAS's own threads. The setting applies to the whole process.
    static func useOneThread() { ganzoo_openblas_set_threads(1) }

    /// Runs `body` with OpenBLAS's own threads, for comparisons of speed. Not safe on several threads at the same time.
    package static func withOwnThreads<Result>(_ threads: Int, _ body: () throws -> Result) rethrows -> Result {
        ganzoo_openblas_set_threads(Int32(threads))
        defer { ganzoo_openblas_set_threads(1) }
        return try body()
    }

    /// The name of the kernel family in use, such as "Zen".
    package static var coreName: String { unsafe String(cString: ganzoo_openblas_core()) }

    /// The library's build configuration.
    package static var configuration: String { unsafe String(cString: ganzoo_openblas_configuration()) }

    /// An OpenMP build ignores `useOneThread`.
    package static var isOpenMPBuild: Bool { ganzoo_openblas_parallel() == 2 }
}

// MARK: - Linear algebra in double precision

extension OpenBLAS {
    /// Adds Σ x xᵀ over rows x to the upper triangle of a matrix.
    /// - Parameters:
    ///   - rows: [n, dimension], row-major.
    /// - upper: [dimension, dimension], row-major; entries below the diagonal do not change.
    package static func addScatter(of rows: [Double], dimension: Int, to upper: inout [Double]) {
        let count = rows.count / max(dimension, 1)
        unsafe ganzoo_dsyrk_upper(Int32(dimension), Int32(count), rows, &upper)
    }

    /// Eigenvalues of a symmetric matrix, ascending, by LAPACK's divide and conquer.
    /// - Parameters:
    /// - matrix: [size, size]; if vectors are requested, row i is afterwards the eigenvector of value i.
    /// - Returns: nil if LAPACK fails.
    package static func symmetricEigenvalues(
        of matrix: inout [Double], size: Int, wantsVectors: Bool
    ) -> [Double]? {
        guard size > 0 else { return [] }
        var values = [Double](repeating: 0, count: size)
        let (workSize, integerSize) = eigenWorkspace(size, wantsVectors: wantsVectors)
        var work = [Double](repeating: 0, count: workSize)
        var integers = [Int32](repeating: 0, count: integerSize)
        let status = unsafe ganzoo_dsyevd(
            wantsVectors ? 1 : 0, Int32(size), &matrix, &values, &work, Int32(workSize), &integers,
            Int32(integerSize))
        return status == 0 ? values : nil
    }

    /// LAPACK's formula for its workspace: floating-point numbers and integers.
    private static func eigenWorkspace(_ size: Int, wantsVectors: Bool) -> (Int, Int) {
        // Blocked reduction to tridiagonal form is fastest with space for blocks of 64 columns.
        let plain = max(2 * size + 1, 66 * size)
        guard wantsVectors else { return (plain, 1) }
        return (max(1 + 6 * size + 2 * size * size, plain), 3 + 5 * size)
    }
}
