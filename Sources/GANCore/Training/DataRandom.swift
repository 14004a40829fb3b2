/// Random numbers for data and samplers: the selection of a long tail, the order of an epoch, the content of a drawn image.
///
/// SplitMix64 (Steele, Lea and Flood 2014). It runs on any task, and its numbers depend only on its key.
public struct DataRandom: Sendable {
    private var state: UInt64

    /// - Parameter key: all numbers and their order matter.
    public init(_ key: UInt64...) {
        state = 0
        for part in key { state = (state ^ part &* 0x9e37_79b9_7f4a_7c15).mixed &+ 1 }
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return state.mixed
    }

    /// Uniform in 0 ..< bound; unbiased (Lemire 2019).
    public mutating func below(_ bound: Int) -> Int {
        let range = UInt64(bound)
        while true {
            let (high, low) = next().multipliedFullWidth(by: range)
            if low >= (0 &- range) % range { return Int(high) }
        }
    }

    /// A uniform draw from the range, on a grid of 2⁻⁵³ of its length.
    public mutating func uniform(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + Double(next() >> 11) * 0x1p-53 * (range.upperBound - range.lowerBound)
    }

    /// 0 ..< count in random order (Fisher and Yates).
    public mutating func permutation(_ count: Int) -> [Int32] {
        var order = Array(0..<Int32(count))
        for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, below(last + 1)) }
        return order
    }
}

extension UInt64 {
    fileprivate var mixed: UInt64 {
        var bits = self
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }
}
