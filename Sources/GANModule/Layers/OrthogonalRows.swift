import GANTensor

/// A random weight with orthonormal rows [out, rest], or columns if there are fewer of those, uniformly
/// distributed.
///
/// It is the orthogonal factor of a normal matrix's polar decomposition, computed by the Newton-Schulz iteration, which needs
/// only products (Higham 2008, Functions of Matrices, section 8.3). The factor of a QR decomposition has the same distribution.
func orthogonalRows(_ shape: Shape, _ random: RandomStream) -> Tensor {
    let rows = shape[0]
    let normal = random.normal([rows, shape.count / max(rows, 1)], dtype: .float64)
    let isWide = normal.shape[0] <= normal.shape[1]
    var factor = isWide ? normal : normal.transposed()
    // Above the largest singular value of almost every normal matrix, and far below √3 times it.
    factor = factor / (Double(factor.shape[0]).squareRoot() + Double(factor.shape[1]).squareRoot())
    let identity = Tensor.identity(factor.shape[0], dtype: .float64)
    for _ in 0..<mostIterations {
        let excess = matmul(factor, factor, transposesRight: true) - identity
        if excess.squared().mean().item() < tolerance { break }
        factor = factor - 0.5 * matmul(excess, factor)
    }
    return (isWide ? factor : factor.transposed()).reshaped(to: shape).converted(to: .float32)
}

/// Mean square of W Wᵀ - I at which the iteration stops: far below the resolution of float32.
private let tolerance = 1e-20

/// A small singular value grows by half in each iteration; even 1e-12 reaches 1.
private let mostIterations = 90
