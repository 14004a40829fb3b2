// Small compositions for losses and regularizers.

extension Tensor {
    /// Zero mean and unit variance along `axis`, with the biased variance; `epsilon` is added under the root.
    public func standardized(axis: Int, epsilon: Double = 1e-5) -> Tensor {
        let centered = self - mean(axis, keepDims: true)
        return centered * (centered.squared().mean(axis, keepDims: true) + epsilon).rsqrt()
    }

    /// Scales to unit mean square along `axis`: x · rsqrt(mean(x²) + epsilon) (METHODS §1.1).
    public func normalizedSecondMoment(axis: Int = 1, epsilon: Double = 1e-8) -> Tensor {
        self * (squared().mean(axis, keepDims: true) + epsilon).rsqrt()
    }
}

extension Tensor {
    /// Rows [N, D] without the mean of the rows of their class.
    /// - Parameter labels: one-hot, [N, C].
    package func withoutClassMeans(_ labels: Tensor) -> Tensor {
        let counts = labels.sum(0).clamped(to: 1...1e9).reshaped(labels.shape[1], 1)
        return self - matmul(labels, matmul(labels, self, transposesLeft: true) / counts)
    }
}

/// The diagonal of a square matrix [D, D]: [D].
public func diagonal(_ matrix: Tensor) -> Tensor {
    (matrix * identityLike(matrix, "diagonal")).sum(1)
}

/// A square matrix with zeros on its diagonal.
public func offDiagonal(_ matrix: Tensor) -> Tensor {
    matrix * (1 - identityLike(matrix, "offDiagonal"))
}

private func identityLike(_ matrix: Tensor, _ name: String) -> Tensor {
    orFatalError { () throws(ShapeError) in
        try check(matrix.rank == 2 && matrix.shape[0] == matrix.shape[1], name, "\(matrix.shape) is not square")
    }
    return .identity(matrix.shape[0], dtype: matrix.dtype)
}

extension Tensor {
    /// Ones on the diagonal: [size, size].
    public static func identity(_ size: Int, dtype: ElementType = .float32) -> Tensor {
        Tensor((0..<Int32(size)).map(\.self), shape: [size]).oneHot(classes: Swift.max(size, 1), dtype: dtype)
    }
}
