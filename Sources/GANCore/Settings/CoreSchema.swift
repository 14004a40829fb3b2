import Glibc

/// The scalars of YAML 1.2's core schema (section 10.3.2).
enum CoreSchema {
    /// `[-+]?[0-9]+`, `0o[0-7]+`, `0x[0-9a-fA-F]+`; nil for other text and on overflow.
    static func integer(_ text: String) -> Int? {
        if text.hasPrefix("0o") { return digits(text.dropFirst(2), radix: 8) }
        if text.hasPrefix("0x") { return digits(text.dropFirst(2), radix: 16) }
        let unsigned = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        return digits(unsigned, radix: 10) == nil ? nil : Int(text)
    }

    /// Any finite number, integers included: `1e-3`, `.5`, `-2.`.
    static func number(_ text: String) -> Double? {
        if let whole = integer(text) { return Double(whole) }
        guard isDecimal(text), let value = Double(text.hasSuffix(".") ? text + "0" : repaired(text)), value.isFinite
        else {
            return nil
        }
        return value
    }

    private static func digits(_ text: Substring, radix: Int) -> Int? {
        text.utf8.allSatisfy { isxdigit(Int32($0)) != 0 } ? Int(text, radix: radix) : nil
    }

    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
    private static func isDecimal(_ text: String) -> Bool {
        var rest = Substring(text)
        rest.dropSign()
        let whole = rest.dropDigits()
        var fraction = 0
        let hasPoint = rest.first == "."
        if hasPoint {
            rest.removeFirst()
            fraction = rest.dropDigits()
        }
        guard whole > 0 || fraction > 0 else { return false }
        guard rest.first == "e" || rest.first == "E" else { return rest.isEmpty }
        rest.removeFirst()
        rest.dropSign()
        return rest.dropDigits() > 0 && rest.isEmpty
    }

    /// `2.e3` as Swift reads it, `2.0e3`.
    private static func repaired(_ text: String) -> String {
        guard let point = text.firstIndex(of: "."), let next = text[point...].dropFirst().first, !next.isNumber else {
            return text
        }
        return text[...point] + "0" + text[point...].dropFirst()
    }
}

extension Substring {
    fileprivate mutating func dropSign() {
        if first == "-" || first == "+" { removeFirst() }
    }

    /// - Returns: the number of digits.
    fileprivate mutating func dropDigits() -> Int {
        let digits = prefix { $0.isASCII && $0.isNumber }
        removeFirst(digits.count)
        return digits.count
    }
}
