import GANCore
import GANTensor

extension SymmetricEigenproblem {
    /// Solves the eigenproblem of a covariance of features, with errors for users.
    /// - Throws: `MetricError` if it is not finite or has no eigenvalues.
    init(covariance matrix: Tensor, wantsVectors: Bool) throws(MetricError) {
        do throws(Failure) { try self.init(matrix, wantsVectors: wantsVectors) } catch {
            switch error {
            case .notFinite:
                throw MetricError(
                    "a covariance of features has NaN or infinite values",
                    fix: "check images and weights for NaN and infinite values")
            case .notConverged:
                throw MetricError(
                    "no eigenvalues were found of a \(matrix.shape[0]) × \(matrix.shape[0]) covariance",
                    fix: "use more images")
            }
        }
    }
}
