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

/// The bit patterns of a tensor's elements, which distinguish -0 from 0 and NaNs from each other.
package func bits(_ x: Tensor) -> [UInt64] {
    switch x.dtype {
    case .float32: x.scalars(as: Float.self).map { UInt64($0.bitPattern) }
    case .float64: x.scalars(as: Double.self).map(\.bitPattern)
    case .int32: x.scalars(as: Int32.self).map { UInt64(UInt32(bitPattern: $0)) }
    }
}
