/// The quantile of `values` at `fraction`, interpolated between neighbors.
/// - Precondition: `values` is not empty, and `fraction` is in 0 ... 1.
package func quantile(_ values: [Double], _ fraction: Double) -> Double {
    precondition(!values.isEmpty && (0...1).contains(fraction), "a quantile is of something")
    let sorted = values.sorted()
    let place = fraction * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
}

/// The median; for an even count, the mean of the two middle values.
package func median(_ values: [Double]) -> Double { quantile(values, 0.5) }
