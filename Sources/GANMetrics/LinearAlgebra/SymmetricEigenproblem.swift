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
        guard let values = OpenBLAS.symmetricEigenvalues(of: &elements, size: size, wantsVectors: wantsVectors) else {
            throw MetricError(
                "LAPACK found no eigenvalues of a \(size) × \(size) covariance", fix: "measure with more images")
        }
        self.values = values
        vectors = wantsVectors ? Tensor(elements, shape: matrix.shape) : nil
    }
}
