/// The value below which `fraction` of `values` lie, between two of them where it falls there.
/// - Precondition: there is a value, and `fraction` is in 0 ... 1.
package func quantile(_ values: [Double], _ fraction: Double) -> Double {
    precondition(!values.isEmpty && (0...1).contains(fraction), "a quantile is of something")
    let sorted = values.sorted()
    let place = fraction * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
}

/// The middle value, the mean of the middle two where their number is even.
package func median(_ values: [Double]) -> Double { quantile(values, 0.5) }
