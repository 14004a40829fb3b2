import GANTensor

/// ‖a - b‖ / ‖b‖ in float64, the measure of the oracle tests. Infinite for NaN and for different shapes.
package func relativeError(_ a: Tensor, _ b: Tensor) -> Double {
    guard a.shape == b.shape else { return .infinity }
    return withoutGradients {
        let (a, b) = (a.detached().converted(to: .float64), b.detached().converted(to: .float64))
        let difference = (a - b).squared().sum().item().squareRoot()
        let norm = b.squared().sum().item().squareRoot()
        let error = norm == 0 ? difference : difference / norm
        return error.isNaN ? .infinity : error
    }
}
