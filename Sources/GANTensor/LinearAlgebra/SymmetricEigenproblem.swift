/// Eigenvalues of a symmetric matrix, ascending, and optionally its eigenvectors. Uses divide and conquer.
public struct SymmetricEigenproblem {
    public let values: [Double]
    /// [D, D]: row i is the eigenvector of value i. Nil if not requested.
    public let vectors: Tensor?

    /// The reason why a matrix has no eigenvalues here.
    public enum Failure: Error, Hashable, Sendable {
        /// The matrix has NaN or infinite entries.
        case notFinite
        /// The iteration found no eigenvalues.
        case notConverged
    }

    /// Solves the problem of `matrix` [D, D] in float64; only its upper triangle is used. Eigenvectors are computed if `wantsVectors`.
    public init(_ matrix: Tensor, wantsVectors: Bool) throws(Failure) {
        guard matrix.isFinite() else { throw .notFinite }
        var elements = matrix.scalars(as: Double.self)
        let found = OpenBLAS.symmetricEigenvalues(of: &elements, size: matrix.shape[0], wantsVectors: wantsVectors)
        guard let found else { throw .notConverged }
        values = found
        vectors = wantsVectors ? Tensor(elements, shape: matrix.shape) : nil
    }
}
