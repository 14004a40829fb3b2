import COpenBLAS

/// The library behind matrix products. It is opened when it is first used, with the best kernels that it has for this processor.
package enum OpenBLAS {
    /// Why it cannot be used, in words; nil where it can. Operations cannot throw, so whoever begins a long work asks first.
    package static var problem: String? { ganzoo_openblas_problem().map { String(cString: $0) } }

    /// Kernels share the work out themselves, so each product runs on the thread that asks for it. A setting of the whole process.
    static func useOneThread() { ganzoo_openblas_set_threads(1) }

    /// Runs `body` with OpenBLAS's own threading: for LAPACK, whose work nobody else shares out. Not from several threads at once.
    package static func withOwnThreads<Result>(
        _ threads: Int = CPUBackend.availableThreads, _ body: () throws -> Result
    ) rethrows -> Result {
        ganzoo_openblas_set_threads(Int32(threads))
        defer { ganzoo_openblas_set_threads(1) }
        return try body()
    }

    /// The name of the kernel family in use, such as "Zen".
    package static var coreName: String { String(cString: ganzoo_openblas_core()) }

    /// How the library was built.
    package static var configuration: String { String(cString: ganzoo_openblas_configuration()) }

    /// An OpenMP build does not follow `useOneThread`.
    package static var isOpenMPBuild: Bool { ganzoo_openblas_parallel() == 2 }
}

// MARK: - Linear algebra in double precision

extension OpenBLAS {
    /// Adds Σ x xᵀ over rows x to the upper triangle of a matrix.
    /// - Parameters:
    ///   - rows: [n, dimension], row-major.
    ///   - upper: [dimension, dimension], row-major; below the diagonal nothing changes.
    package static func addScatter(of rows: [Double], dimension: Int, to upper: inout [Double]) {
        let count = rows.count / max(dimension, 1)
        withOwnThreads { ganzoo_dsyrk_upper(Int32(dimension), Int32(count), rows, &upper) }
    }

    /// Eigenvalues of a symmetric matrix, ascending, by LAPACK's divide and conquer.
    /// - Parameters:
    ///   - matrix: [size, size]; where vectors are wanted, row i of what it then holds is the eigenvector of value i.
    /// - Returns: nil where LAPACK gives up.
    package static func symmetricEigenvalues(
        of matrix: inout [Double], size: Int, wantsVectors: Bool
    ) -> [Double]? {
        guard size > 0 else { return [] }
        var values = [Double](repeating: 0, count: size)
        let (workSize, integerSize) = eigenWorkspace(size, wantsVectors: wantsVectors)
        var work = [Double](repeating: 0, count: workSize)
        var integers = [Int32](repeating: 0, count: integerSize)
        let status = withOwnThreads {
            ganzoo_dsyevd(
                wantsVectors ? 1 : 0, Int32(size), &matrix, &values, &work, Int32(workSize), &integers,
                Int32(integerSize))
        }
        return status == 0 ? values : nil
    }

    /// LAPACK's own formula of what it needs: numbers and integers.
    private static func eigenWorkspace(_ size: Int, wantsVectors: Bool) -> (Int, Int) {
        // Blocked reduction to tridiagonal form is fastest with room for blocks of 64 columns.
        let plain = max(2 * size + 1, 66 * size)
        guard wantsVectors else { return (plain, 1) }
        return (max(1 + 6 * size + 2 * size * size, plain), 3 + 5 * size)
    }
}
