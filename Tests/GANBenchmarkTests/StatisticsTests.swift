import GANBenchmark
import Testing

@Suite struct StatisticsTests {
    @Test(arguments: [([3.0], 3.0), ([5, 1, 3], 3), ([4, 1, 3, 2], 2.5), ([2, 2, 9, 2], 2)] as [([Double], Double)])
    func findsMedian(_ values: [Double], _ expected: Double) {
        #expect(median(values) == expected)
    }

    @Test func interpolatesQuantiles() {
        #expect(quantile([1, 2, 3, 4, 5], 0.25) == 2)
        #expect(quantile([10, 0], 0.75) == 7.5)
        #expect(quantile([1, 2], 1) == 2)
    }

    @Test func summarizesAllRounds() {
        let timings = Timings(rounds: [[1, 5], [2, 3, 4]])
        #expect(timings.count == 5)
        #expect(timings.median == 3)
        #expect(timings.minimum == 1)
        #expect(timings.spread == 2.0 / 3)
    }

    @Test func comparesWithinRounds() {
        // The machine slowed down fourfold in the second round; who is faster did not change.
        let own = Timings(rounds: [[1], [4], [1]])
        let other = Timings(rounds: [[2], [8], [2]])
        #expect(own.speed(relativeTo: other) == 2)
    }
}
