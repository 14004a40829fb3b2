import GANCore
import GANTensor

/// A normal distribution fitted to features.
package struct FeatureGaussian {
    /// [D] of float64.
    package let mean: Tensor
    /// Number of images.
    package let count: Int
    private let spread: Spread

    private enum Spread {
        /// Σ: [D, D].
        case covariance(Tensor)
        /// F with Σ = FᵀF: [N, D], the centered images themselves. Exact, and small if there are fewer images than dimensions.
        case factor(Tensor)
    }

    /// - Throws: `MetricError` if there are too few images.
    package init(_ moments: Moments, ddof: Int) throws(MetricError) {
        self.init(moments.mean, moments.count, .covariance(try moments.covariance(ddof: ddof)))
    }

    /// - Parameter rows: [N, D].
    /// - Throws: `MetricError` if there are too few images.
    package init(of rows: Tensor, ddof: Int) throws(MetricError) {
        let (count, dimension) = (rows.shape[0], rows.shape[1])
        guard count <= dimension else {
            try self.init(Moments(of: rows), ddof: ddof)
            return
        }
        try MetricError.checkCount(count, ddof: ddof)
        let wide = rows.converted(to: .float64)
        let mean = wide.mean(0)
        self.init(mean, count, .factor((wide - mean) / Double(count - ddof).squareRoot()))
    }

    private init(_ mean: Tensor, _ count: Int, _ spread: Spread) {
        (self.mean, self.count, self.spread) = (mean, count, spread)
    }

    package var dimension: Int { mean.shape[0] }

    /// tr Σ.
    var trace: Double {
        switch spread {
        case .covariance(let covariance): diagonal(covariance).sum().item()
        case .factor(let factor): factor.squared().sum().item()
        }
    }

    /// tr (ΣΣ′)^½, by the eigenvalues of the symmetric F Σ′ Fᵀ, which are those of ΣΣ′ and zeros.
    func crossTrace(_ other: FeatureGaussian) throws(MetricError) -> Double {
        switch (spread, other.spread) {
        case (.factor(let own), .factor(let others)):
            let product = matmul(own, others, transposesRight: true)
            let isTall = product.shape[0] > product.shape[1]
            return try Self.sumOfRoots(matmul(product, product, transposesLeft: isTall, transposesRight: !isTall))
        case (.factor(let factor), .covariance(let covariance)), (.covariance(let covariance), .factor(let factor)):
            return try Self.sumOfRoots(matmul(matmul(factor, covariance), factor, transposesRight: true))
        case (.covariance(let own), .covariance(let others)):
            guard let factor = try Self.factor(of: own) else { return 0 }
            return try Self.sumOfRoots(matmul(matmul(factor, others), factor, transposesRight: true))
        }
    }

    /// F with Σ = FᵀF, with as many rows as its rank; nil if the rank is 0.
    private static func factor(of covariance: Tensor) throws(MetricError) -> Tensor? {
        let problem = try SymmetricEigenproblem(covariance: covariance, wantsVectors: true)
        let least = max(problem.values.last ?? 0, 0) * Double(problem.values.count) * Double.ulpOfOne
        // Ascending, so the significant ones are last.
        guard let vectors = problem.vectors, let first = problem.values.firstIndex(where: { $0 > least }) else {
            return nil
        }
        let kept = problem.values[first...].map { $0.squareRoot() }
        return vectors.rows(first..<problem.values.count) * Tensor(kept, shape: [kept.count, 1])
    }

    /// Σ √λ of a positive semidefinite matrix. Rounding makes zeros into values of a few units in the last place of the
    /// largest, whose roots would matter.
    private static func sumOfRoots(_ matrix: Tensor) throws(MetricError) -> Double {
        let values = try SymmetricEigenproblem(covariance: (matrix + matrix.transposed()) / 2, wantsVectors: false)
            .values
        let least = max(values.last ?? 0, 0) * 16 * Double.ulpOfOne
        return values.lazy.filter { $0 > least }.reduce(0) { $0 + $1.squareRoot() }
    }
}
