/// 1234567 as 1,234,567.
package func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    let parts = digits.indices.map { index -> String in
        index > 0 && (digits.count - index) % 3 == 0 ? ",\(digits[index])" : "\(digits[index])"
    }
    return (number < 0 ? "-" : "") + parts.joined()
}
