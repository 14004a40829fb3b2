import GANCore
import GANTensor

extension FeatureGaussian {
    /// The Fréchet distance of two normal distributions, ‖μ - μ′‖² + tr Σ + tr Σ′ - 2 tr (ΣΣ′)^½ (Heusel et al. 2017,
    /// arXiv:1706.08500, equation 6). It is the FID if the features are Inception's.
    ///
    /// The published code computes a matrix root of ΣΣ′, which is not symmetric, and adds a small constant to both if that
    /// fails. The eigenproblem here is symmetric, so covariances of any rank have a distance.
    /// - Throws: `MetricError`.
    package func distance(to other: FeatureGaussian) throws(MetricError) -> Double {
        guard dimension == other.dimension else {
            throw MetricError(
                "the features have \(dimension) and \(other.dimension) dimensions, so they cannot be compared",
                fix: "extract both sets with the same feature extractor")
        }
        let shift = (mean - other.mean).squared().sum().item()
        let distance = shift + trace + other.trace - 2 * (try crossTrace(other))
        guard distance.isFinite else {
            throw MetricError(
                "the distance is not finite", fix: "check images and weights for NaN and infinite values")
        }
        // For equal sets, rounding can give a slightly negative value.
        return max(distance, 0)
    }
}

/// The Fréchet distance of two sets of features.
/// - Parameters:
///   - real, fake: [N, D] and [M, D].
///   - ddof: see `Moments.covariance`.
/// - Throws: `MetricError`.
package func frechetDistance(_ real: Tensor, _ fake: Tensor, ddof: Int = 1) throws(MetricError) -> Double {
    try FeatureGaussian(of: real, ddof: ddof).distance(to: FeatureGaussian(of: fake, ddof: ddof))
}
