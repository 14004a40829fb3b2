import GANCore
import GANTensor

/// KID: the squared maximum mean discrepancy of two sets under the kernel (x · y / D + 1)³ (Bińkowski et al. 2018,
/// arXiv:1801.01401, section 4). Not scaled by 1000.
package enum KernelDistance {
    /// The unbiased estimate over all pairs, which can be negative.
    /// - Parameters:
    ///   - real, fake: [N, D] and [M, D].
    /// - Throws: `MetricError` if either set has fewer than two images.
    package static func unbiased(_ real: Tensor, _ fake: Tensor) throws(MetricError) -> Double {
        try check(real, fake)
        let (reals, fakes) = (Double(real.shape[0]), Double(fake.shape[0]))
        return withinSum(real) / (reals * (reals - 1)) + withinSum(fake) / (fakes * (fakes - 1))
            - 2 * sum(real, fake) / (reals * fakes)
    }

    /// The mean of the estimate over random subsets, as published (METHODS §13.5), and its standard deviation.
    /// - Parameter size: size of each subset, limited to the sizes of both sets.
    /// - Throws: `MetricError` if either set has fewer than two images.
    package static func overSubsets(
        _ real: Tensor, _ fake: Tensor, subsets: Int = 100, size: Int = 1000, seed: UInt64
    ) throws(MetricError) -> (mean: Double, deviation: Double) {
        try check(real, fake)
        let size = min(size, real.shape[0], fake.shape[0])
        var values: [Double] = []
        for subset in 0..<subsets {
            func draw(_ set: Tensor, _ name: String) -> Tensor {
                let order = RandomStream(seed: seed, path: "metrics.kid.\(name)", step: subset)
                    .permutation(set.shape[0])
                return set.rows(at: order.rows(0..<size))
            }
            values.append(try unbiased(draw(real, "real"), draw(fake, "fake")))
        }
        return Spread.of(values)
    }

    private static func check(_ real: Tensor, _ fake: Tensor) throws(MetricError) {
        guard real.shape[0] > 1, fake.shape[0] > 1 else {
            throw MetricError(
                "KID is undefined for \(real.shape[0]) and \(counted(fake.shape[0], "image"))",
                fix: "use at least 2 images per set")
        }
    }

    /// Σ k(x, x′) over pairs of different images of a set.
    private static func withinSum(_ set: Tensor) -> Double {
        let own = set.converted(to: .float64).squared().sum(1)
        let all = Tiles(within: set).reduce(0) { total, tile in
            total + kernel(tile.products, set.shape[1]).sum().item() * (tile.isOnDiagonal ? 1 : 2)
        }
        return all - kernel(own, set.shape[1]).sum().item()
    }

    /// Σ k(x, y), in blocks of rows.
    private static func sum(_ a: Tensor, _ b: Tensor) -> Double {
        Tiles(a, b).reduce(0) { total, tile in total + kernel(tile.products, a.shape[1]).sum().item() }
    }

    private static func kernel(_ products: Tensor, _ dimension: Int) -> Tensor {
        let base = products / Double(dimension) + 1
        return base * base.squared()
    }
}

/// Mean and standard deviation.
enum Spread {
    /// - Parameter ddof: subtracted from the count in the divisor; a single value has standard deviation 0.
    static func of(_ values: [Double], ddof: Int = 0) -> (mean: Double, deviation: Double) {
        guard !values.isEmpty else { return (.nan, .nan) }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, (squares / Double(max(values.count - ddof, 1))).squareRoot())
    }
}
