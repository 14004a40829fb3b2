/// A number with four significant digits.
package func digits(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    var scale = 1.0
    while (value * scale).magnitude < 1000, scale < 1e12 { scale *= 10 }
    return "\((value * scale).rounded() / scale)"
}
