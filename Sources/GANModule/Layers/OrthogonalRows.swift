import GANTensor

/// A random weight whose rows [out, rest], or columns where there are fewer of those, are orthonormal, all such weights being
/// equally likely.
///
/// It is the orthogonal factor of a normal matrix's polar decomposition, found by Newton and Schulz's iteration, which takes
/// products alone (Higham 2008, Functions of Matrices, section 8.3). That of a QR decomposition has the same distribution.
func orthogonalRows(_ shape: Shape, _ random: RandomStream) -> Tensor {
    let rows = shape[0]
    let normal = random.normal([rows, shape.count / max(rows, 1)], type: .float64)
    let isWide = normal.shape[0] <= normal.shape[1]
    var factor = isWide ? normal : normal.transposed()
    // Above the largest singular value of nearly every normal matrix, and far below √3 times it.
    factor = factor / (Double(factor.shape[0]).squareRoot() + Double(factor.shape[1]).squareRoot())
    let identity = Tensor.identity(factor.shape[0], type: .float64)
    for _ in 0..<mostIterations {
        let excess = matmul(factor, factor, transposesRight: true) - identity
        if excess.squared().mean().item() < tolerance { break }
        factor = factor - 0.5 * matmul(excess, factor)
    }
    return (isWide ? factor : factor.transposed()).reshaped(to: shape).converted(to: .float32)
}

/// Mean square of what is left of W Wᵀ - I: far below what float32 resolves.
private let tolerance = 1e-20

/// A singular value grows by half each time until it is near 1; one of 1e-12 gets there.
private let mostIterations = 90
