import GANCore
import GANTensor

/// Mean and scatter of features, accumulated batch by batch in float64.
///
/// Batches are centered by their own means and merged (Chan et al. 1983, "Algorithms for computing the sample variance"), so
/// that a large mean does not cost precision.
package struct Moments {
    package let dimension: Int
    package private(set) var count = 0
    /// [D].
    package private(set) var mean: Tensor
    /// Σ (x - mean)(x - mean)ᵀ.
    private var scatter: ScatterMatrix

    package init(dimension: Int) {
        self.dimension = dimension
        mean = .zeros([dimension], dtype: .float64)
        scatter = ScatterMatrix(dimension)
    }

    /// From all rows at once.
    package init(of rows: Tensor) {
        self.init(dimension: rows.shape[1])
        add(rows)
    }

    /// - Parameter rows: [N, D].
    package mutating func add(_ rows: Tensor) {
        for start in stride(from: 0, to: rows.shape[0], by: Self.block) {
            merge(rows.rows(start..<min(start + Self.block, rows.shape[0])).converted(to: .float64))
        }
    }

    private static let block = 1024

    private mutating func merge(_ rows: Tensor) {
        let (own, added) = (Double(count), Double(rows.shape[0]))
        let addedMean = rows.mean(0)
        let shift = addedMean - mean
        // The shift between the means is treated as one more row.
        let shiftRow = (shift * (own * added / (own + added)).squareRoot()).reshaped(1, dimension)
        let centered = concatenate([rows - addedMean, shiftRow], axis: 0)
        scatter.add(centered)
        mean = mean + shift * (added / (own + added))
        count += rows.shape[0]
    }

    /// [D, D].
    /// - Parameter ddof: subtracted from the count: 1 for the sample covariance as in NumPy's `cov`, 0 in StyleGAN's metrics
    /// (METHODS §13.2).
    /// - Throws: `MetricError` if there are too few images.
    package func covariance(ddof: Int) throws(MetricError) -> Tensor {
        try MetricError.checkCount(count, ddof: ddof)
        return scatter.matrix / Double(count - ddof)
    }
}

extension MetricError {
    /// - Throws: `MetricError` if there are too few images for a covariance.
    static func checkCount(_ count: Int, ddof: Int) throws(MetricError) {
        guard count > ddof else {
            throw MetricError(
                "the covariance of \(counted(count, "image")) with ddof \(ddof) is undefined",
                fix: "use at least \(counted(ddof + 1, "image"))")
        }
    }
}
