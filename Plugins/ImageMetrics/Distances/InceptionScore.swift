import GANCore
import GANTensor

/// exp of the mean divergence of single predictions from their mean (Salimans et al. 2016, arXiv:1606.03498, section 4),
/// computed on several parts of the images: mean and standard deviation over the parts.
///
/// - Parameters:
///   - probabilities: [N, K], rows that sum to 1, in random order.
/// - splits: 10 as published; 1 in StudioGAN (METHODS §13.6), without a standard deviation.
/// - Throws: `MetricError` if there are fewer images than parts.
package func inceptionScore(
    _ probabilities: Tensor, splits: Int = 10
) throws(MetricError) -> (mean: Double, deviation: Double) {
    let count = probabilities.shape[0]
    guard splits > 0, count >= splits else {
        throw MetricError(
            "\(counted(count, "image")) \(count == 1 ? "is" : "are") too few for an inception score with \(counted(splits, "part"))",
            fix: "use more images")
    }
    return Spread.of(
        (0..<splits).map { part in
            let range = part * count / splits..<(part + 1) * count / splits
            return score(probabilities.rows(range).converted(to: .float64))
        })
}

private func score(_ probabilities: Tensor) -> Double {
    // p log p is 0 at p = 0.
    let least = Double.leastNormalMagnitude
    let logarithms = probabilities.clamped(to: least...2).log()
    let mean = probabilities.mean(0, keepDims: true).clamped(to: least...2).log()
    return (probabilities * (logarithms - mean)).sum(1).mean().exp().item()
}
