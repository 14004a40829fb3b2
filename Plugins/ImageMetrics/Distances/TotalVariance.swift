import GANTensor

/// The sum of the sample variances of the columns, which is the trace of the covariance: Σ ‖x - mean‖² / (N - 1). The covariance
/// itself, of D² numbers, is not made.
/// - Parameter rows: [N, D], at least two.
/// - Returns: in float64, also for rows of float32.
package func totalVariance(_ rows: Tensor) -> Double {
    let (count, block) = (rows.shape[0], 128)
    let blocks = stride(from: 0, to: count, by: block).lazy.map { start in
        rows.rows(start..<min(start + block, count)).converted(to: .float64)
    }
    let mean = blocks.reduce(Tensor.zeros([rows.shape[1]], dtype: .float64)) { $0 + $1.sum(0) } / Double(count)
    return blocks.reduce(0) { $0 + ($1 - mean).squared().sum().item() } / Double(count - 1)
}
