import GANTensor

/// Eigenvalues of a symmetric matrix, ascending, and optionally its eigenvectors. Uses LAPACK's divide and conquer.
struct SymmetricEigenproblem {
    let values: [Double]
    /// [D, D]: row i is the eigenvector of value i. Nil if not requested.
    let vectors: Tensor?

    /// - Parameter matrix: [D, D] in float64; only its upper triangle is used.
    /// - Throws: `MetricError` if it is not finite or LAPACK fails.
    init(_ matrix: Tensor, wantsVectors: Bool) throws(MetricError) {
        let size = matrix.shape[0]
        guard matrix.isFinite() else {
            throw MetricError(
                "a covariance of features has NaN or infinite values",
                fix: "check images and weights for NaN and infinite values")
        }
        var elements = matrix.scalars(as: Double.self)
        guard let values = OpenBLAS.symmetricEigenvalues(of: &elements, size: size, wantsVectors: wantsVectors) else {
            throw MetricError(
                "LAPACK found no eigenvalues of a \(size) × \(size) covariance", fix: "use more images")
        }
        self.values = values
        vectors = wantsVectors ? Tensor(elements, shape: matrix.shape) : nil
    }
}
