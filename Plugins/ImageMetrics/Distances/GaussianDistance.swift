import GANCore
import GANTensor

/// The squared maximum mean discrepancy of two sets under the kernel exp(-‖x - y‖² / 2σ²), as in CMMD (Jayasumana et al. 2024,
/// arXiv:2401.09603). It is biased: pairs of a row with itself count.
package enum GaussianDistance {
    /// σ, for rows of length 1.
    private static let deviation = 10.0

    /// - Parameters:
    ///   - real, fake: [N, D] and [M, D], which are scaled to length 1; rows of zeros stay zeros.
    /// - Throws: `MetricError` if a set is empty.
    package static func ofNormalized(_ real: Tensor, _ fake: Tensor) throws(MetricError) -> Double {
        for (name, rows) in [("real", real), ("generated", fake)] where rows.shape[0] == 0 {
            throw MetricError.noImage(name)
        }
        let (reals, fakes) = (normalized(real), normalized(fake))
        let (realCount, fakeCount) = (Double(real.shape[0]), Double(fake.shape[0]))
        return withinSum(reals) / (realCount * realCount) + withinSum(fakes) / (fakeCount * fakeCount)
            - 2 * sum(Tiles(reals, fakes)) / (realCount * fakeCount)
    }

    /// In float64, since the sums differ little from the numbers of pairs.
    private static func normalized(_ rows: Tensor) -> Tensor {
        let wide = rows.converted(to: .float64)
        let squares = wide.squared().sum(1, keepDims: true)
        return wide * squares.clamped(to: Double.leastNormalMagnitude...1e300).rsqrt()
    }

    /// Over all pairs of a set.
    private static func withinSum(_ set: Tensor) -> Double {
        Tiles(within: set).reduce(0) { $0 + kernelSum($1) * ($1.isOnDiagonal ? 1 : 2) }
    }

    private static func sum(_ tiles: Tiles) -> Double { tiles.reduce(0) { $0 + kernelSum($1) } }

    private static func kernelSum(_ tile: Tiles.Tile) -> Double {
        (tile.squaredDistances / (-2 * deviation * deviation)).exp().sum().item()
    }
}
