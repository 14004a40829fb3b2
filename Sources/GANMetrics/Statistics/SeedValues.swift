import GANTensor

/// Values of a quantity that was measured with several seeds: scores of runs, or differences between paired runs.
public struct SeedValues: Hashable, Sendable {
    /// One value for each seed.
    public let values: [Double]

    public init(_ values: [Double]) { self.values = values }

    /// The mean; NaN without values.
    public var mean: Double { values.reduce(0, +) / Double(values.count) }

    /// The percentile bootstrap interval of the mean (Efron & Tibshirani 1993, section 13.3). It resamples seeds. Quantiles
    /// are interpolated linearly.
    /// - Parameters:
    ///   - level: the share of resampled means inside.
    ///   - seed: seed of the resamples, so that equal values have equal intervals.
    /// - Returns: nil for fewer than two values, and for values whose sums are no numbers.
    public func interval(level: Double = 0.95, resamples: Int = 10_000, seed: UInt64 = 0) -> ClosedRange<Double>? {
        guard values.count > 1 else { return nil }
        let picks = RandomStream(seed: seed, path: "statistics.bootstrap")
            .hostIntegers(below: values.count, resamples * values.count)
        let means = (0..<resamples).map { resample in
            let own = picks[resample * values.count..<(resample + 1) * values.count]
            return own.reduce(0) { $0 + values[$1] } / Double(values.count)
        }.sorted()
        let tail = (1 - level) / 2
        let (low, high) = (Self.quantile(tail, of: means), Self.quantile(1 - tail, of: means))
        // NaN where sums overflow.
        return low <= high ? low...high : nil
    }

    private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
        let place = share * Double(sorted.count - 1)
        let below = Int(place)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }

    /// The largest number of values whose signs are enumerated.
    public static let mostSigned = 20

    /// The exact two-sided p of the sign-flip test of a zero mean (Fisher 1935): the share of all 2ⁿ choices of signs whose
    /// sum is at least as far from zero as the sum of the values. Sums that differ by rounding alone are equal.
    /// - Returns: nil without values, and for more than 20.
    public var signFlipP: Double? {
        guard (1...Self.mostSigned).contains(values.count) else { return nil }
        // A choice and its opposite are equally far from zero, so the first sign can stay.
        var sums = [values[0]]
        for value in values.dropFirst() { sums = sums.map { $0 + value } + sums.map { $0 - value } }
        let rounding = 1e-12 * values.reduce(0) { $0 + $1.magnitude }
        let observed = sums[0].magnitude - rounding
        return Double(sums.count { $0.magnitude >= observed }) / Double(sums.count)
    }
}

/// Holm's correction of p values that are tested together (Holm 1979), in the same order.
public func holmCorrected(_ values: [Double]) -> [Double] {
    var corrected = values
    var largest = 0.0
    for (rank, index) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
        largest = max(largest, min(1, values[index] * Double(values.count - rank)))
        corrected[index] = largest
    }
    return corrected
}
