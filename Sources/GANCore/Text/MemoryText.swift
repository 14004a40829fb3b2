/// Sizes of memory in messages.
package enum MemoryText {
    /// "1.5 GiB", rounded up; "120 MiB" below a gibibyte.
    package static func size(_ bytes: Double) -> String { text(bytes, .up) }

    /// "only 23.4 GiB can be used", rounded down: in a container or a job its limit counts, not the machine.
    package static func limit(_ bytes: Int) -> String { "only \(text(Double(bytes), .down)) can be used" }

    private static func text(_ bytes: Double, _ rule: FloatingPointRoundingRule) -> String {
        guard bytes >= 0x1p30 else { return "\(Int((bytes / 0x1p20).rounded(rule))) MiB" }
        let tenths = (bytes / 0x1p30 * 10).rounded(rule)
        guard tenths < 1e7 else { return "more than a million GiB" }
        let (whole, rest) = Int(tenths).quotientAndRemainder(dividingBy: 10)
        return "\(grouped(whole))\(rest == 0 ? "" : ".\(rest)") GiB"
    }
}
