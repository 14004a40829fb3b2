/// Parses an integer or a range of integers: `3` or `0-15`.
package enum NumberRange {
    /// The largest number of a range.
    package static let largest = Int(UInt32.max)

    /// - Returns: nil if the text is neither a number nor a range.
    package static func parse(_ text: some StringProtocol) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { end in
            end.allSatisfy { $0.isASCII && $0.isNumber } ? Int(end) : nil
        }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else { return nil }
        return first <= last && last <= largest ? first...last : nil
    }
}
