import COpenBLAS
import GANTensor

/// Eigenvalues of a symmetric matrix, ascending, and its eigenvectors where they are asked for. LAPACK's divide and conquer.
struct SymmetricEigenproblem {
    let values: [Double]
    /// [D, D]: row i is the eigenvector of value i. Nothing where they were not asked for.
    let vectors: Tensor?

    /// - Parameter matrix: [D, D] of float64; its upper triangle counts.
    /// - Throws: `MetricError` where it is not finite or LAPACK gives up.
    init(_ matrix: Tensor, wantsVectors: Bool) throws(MetricError) {
        let size = matrix.shape[0]
        guard matrix.isFinite() else {
            throw MetricError(
                "a covariance of features is not finite", fix: "look for images or weights that are not finite")
        }
        var elements = matrix.scalars(as: Double.self)
        guard let values = Self.solve(&elements, size, wantsVectors: wantsVectors) else {
            throw MetricError(
                "LAPACK found no eigenvalues of a \(size) × \(size) covariance", fix: "measure with more images")
        }
        self.values = values
        // Columns of LAPACK's matrices are rows of ours.
        vectors = wantsVectors ? Tensor(elements, shape: matrix.shape) : nil
    }

    /// - Returns: the values, with the vectors in `elements`; nothing where it fails.
    private static func solve(_ elements: inout [Double], _ size: Int, wantsVectors: Bool) -> [Double]? {
        guard size > 0 else { return [] }
        var (order, status) = (Int32(size), Int32(0))
        var values = [Double](repeating: 0, count: size)
        var (workSize, integerSize) = workspace(size, wantsVectors: wantsVectors)
        var work = [Double](repeating: 0, count: Int(workSize))
        var integers = [Int32](repeating: 0, count: Int(integerSize))
        let leading = order
        OpenBLAS.withOwnThreads(CPUBackend.availableThreads) {
            unsafe dsyevd_(
                wantsVectors ? "V" : "N", "U", &order, &elements, [leading], &values, &work, &workSize, &integers,
                &integerSize, &status, 1, 1)
        }
        return status == 0 ? values : nil
    }

    /// LAPACK's own formula of what it needs.
    private static func workspace(_ size: Int, wantsVectors: Bool) -> (Int32, Int32) {
        // Blocked reduction to tridiagonal form is fastest with room for blocks of 64 columns.
        let plain = max(2 * size + 1, 66 * size)
        guard wantsVectors else { return (Int32(plain), 1) }
        return (Int32(max(1 + 6 * size + 2 * size * size, plain)), Int32(3 + 5 * size))
    }
}
