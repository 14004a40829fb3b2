import Foundation

/// `value` with `digits` significant digits.
func rounded(_ value: Double, digits: Int) -> Double {
    Double(String(format: "%.\(digits - 1)e", value)) ?? value
}

/// `value` with about three significant digits and no exponent, for a table.
func short(_ value: Double) -> String {
    let decimals = value.magnitude >= 99.95 ? 0 : value.magnitude >= 9.995 ? 1 : value.magnitude >= 0.9995 ? 2 : 3
    return String(format: "%.\(decimals)f", value)
}

func percent(_ fraction: Double) -> String { String(format: "%.0f %%", fraction * 100) }
