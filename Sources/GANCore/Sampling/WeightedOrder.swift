/// Numbers that are drawn in proportion to weights.
struct WeightedChoice: Sendable {
    /// The sum of the weights up to each index.
    private let sums: [Double]
    /// The last index with a weight above 0.
    private let last: Int

    /// - Precondition: a weight is above 0, and none below.
    init(_ weights: [Double]) {
        var sum = 0.0
        sums = weights.map { weight in
            sum += weight
            return sum
        }
        last = weights.lastIndex { $0 > 0 } ?? 0
    }

    func draw(_ random: inout DataRandom) -> Int {
        let target = random.uniform(0...1) * (sums.last ?? 0)
        var (low, high) = (0, last)
        // The first index whose sum is above the target.
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > target { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Samples that are drawn with replacement, in proportion to weights.
struct WeightedOrder: SampleOrder {
    private let choice: WeightedChoice
    private let seed: UInt64

    /// - Parameter weights: one for each sample.
    init(weights: [Double], seed: UInt64) { (choice, self.seed) = (WeightedChoice(weights), seed) }

    func samples(at places: Range<Int>) -> [Int] {
        places.map { place in
            var random = DataRandom(seed, Self.key, UInt64(place))
            return choice.draw(&random)
        }
    }

    /// Separates these draws from others with the same seed.
    private static let key: UInt64 = 0x7765_6967_6874_7300
}
