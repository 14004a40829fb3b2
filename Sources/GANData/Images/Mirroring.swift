extension [Float] {
    /// Mirrors each run of `width` numbers in a range.
    mutating func mirror(_ range: Range<Int>, width: Int) {
        for start in stride(from: range.lowerBound, to: range.upperBound, by: width) {
            self[start..<(start + width)].reverse()
        }
    }
}
