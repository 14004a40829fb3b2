import GANCore
import GANTensor

/// Objectives that compare twins: [n, D] each; equal rows have the same latent and label.
public enum TwinObjective: String, CaseIterable, Sendable, SettingValue {
    /// Barlow Twins (Zbontar et al. 2021, arXiv:2103.03230) as NoisyTwins uses it.
    case barlowTwins = "barlow_twins"
    /// Bardes et al. 2022, arXiv:2105.04906, with its own weights.
    case vicreg
    /// SimCLR's contrast of each twin with all others (Chen et al. 2020, arXiv:2002.05709).
    case ntXent = "nt_xent"

    /// Σᵢ (Cᵢᵢ - 1)² + γ Σᵢⱼ Cᵢⱼ², i ≠ j, with C the correlation of the twins' dimensions. Sums, not means.
    /// - Parameters:
    ///   - weight: γ.
    ///   - classes: one-hot labels [n, classes]; the off-diagonal part then is that of the correlation within classes: each
    ///     class's mean of the standardized rows is subtracted. Nil, as published, subtracts nothing.
    package static func barlowTwins(
        _ first: Tensor, _ second: Tensor, offDiagonal weight: Double, centeredBy classes: Tensor? = nil
    ) -> Tensor {
        let (a, b) = (first.standardized(axis: 0), second.standardized(axis: 0))
        let correlation = correlation(a, b)
        let agreement = (diagonal(correlation) - 1).squared().sum()
        let within = classes.map { Self.correlation(a.withoutClassMeans($0), b.withoutClassMeans($0)) } ?? correlation
        return agreement + weight * offDiagonal(within).squared().sum()
    }

    /// [D, D].
    private static func correlation(_ a: Tensor, _ b: Tensor) -> Tensor {
        matmul(a, b, transposesLeft: true) / Double(a.shape[0])
    }

    /// 25 times the mean squared distance of twins, 25 times the shortfall of the dimensions' standard deviations from 1, and
    /// the squared covariance of dimensions, the last two for both views.
    package static func vicreg(_ first: Tensor, _ second: Tensor) -> Tensor {
        let invariance = (first - second).squared().mean()
        let views = [first, second].map { view in
            let centered = view - view.mean(0, keepDims: true)
            // A single pair has no variance.
            let freedom = Double(max(view.shape[0] - 1, 1))
            let deviation = (centered.squared().sum(0) / freedom + 1e-4).sqrt()
            let covariance = matmul(centered, centered, transposesLeft: true) / freedom  // [D, D]
            return (
                lack: relu(1 - deviation).mean(),
                covariance: offDiagonal(covariance).squared().sum() / Double(view.shape[1])
            )
        }
        let lack = (views[0].lack + views[1].lack) / 2
        return 25 * invariance + 25 * lack + views[0].covariance + views[1].covariance
    }

    /// The mean over all 2n rows of -log softmax of the cosine similarity with the twin, among all other rows.
    package static func ntXent(_ first: Tensor, _ second: Tensor, temperature: Double) -> Tensor {
        let count = first.shape[0]
        let rows = concatenate([first, second], axis: 0)
        let lengths = (rows.squared().sum(1, keepDims: true) + 1e-16).sqrt()
        let directions = rows / lengths
        let cosines = matmul(directions, directions, transposesRight: true) / temperature  // [2n, 2n]
        // A row is not compared with itself.
        let others = cosines - 1e9 * .identity(2 * count, dtype: rows.dtype)
        let swapped = concatenate([directions.rows(count..<2 * count), directions.rows(0..<count)], axis: 0)
        let twins = (directions * swapped).sum(1) / temperature
        return (others.logSumExp(axis: 1) - twins).mean()
    }
}

/// What is subtracted from twins before their dimensions are decorrelated.
public enum TwinCenter: String, CaseIterable, Sendable, SettingValue {
    case none
    case `class`
}
