import GANMetrics
import Testing

/// Reference values of SciPy and statsmodels: Tests/Reference/paired_statistics.py prints them.
@Suite struct SeedValuesTests {
    private static let samples: [[Double]] = [
        [1.5, 0.2, 2.25, 0.75, 3.0, 0.5, 1.0, 0.125], [-0.31, 0.42, 0.77, -0.08, 1.21, 0.35, 0.64, -0.5],
        [1, 2, 3, -1, -2, 4], (1...13).map { Double($0 * 37 % 41 - 16) / 10 },
    ]

    /// By scipy.stats.permutation_test with all signs.
    @Test(arguments: zip(samples, [0.0078125, 0.1796875, 0.34375, 0.091796875]))
    func signFlipsAgreeWithSciPy(_ values: [Double], _ p: Double) {
        #expect(SeedValues(values).signFlipP == p)
    }

    /// By fractions: of the sums of ±0.6, ±0.3, ±0.9 and ±0.4, those of 14 of 16 choices are at least 0.4 from 0, as that of the
    /// values is. 0 is as far from 0 as any sum; floating point makes 3e-17 of it. Of the sums of ±1, ±2 and ±3, those
    /// of 4 of 8 choices are at least 4 from 0.
    @Test func roundedSumsAreTies() {
        #expect(SeedValues([-0.6, -0.3, 0.9, 0.4]).signFlipP == 0.875)
        #expect(SeedValues([-0.1, -0.2, 0.2, 0.1]).signFlipP == 1)
        #expect(SeedValues([-1, 2, 3]).signFlipP == 0.5)
        #expect(SeedValues([-5]).signFlipP == 1)
        #expect(SeedValues([0, 0]).signFlipP == 1)
    }

    /// Reports of a stranger can have any numbers.
    @Test(arguments: [[1.7e308, 1.7e308, 1.7e308], [1.7e308, -1.7e308, 1.7e308, 1.7e308], [.infinity, -.infinity]])
    func sumsThatOverflowHaveNoInterval(_ values: [Double]) {
        #expect(SeedValues(values).interval().map { $0.lowerBound.isFinite && $0.upperBound.isFinite } != true)
    }

    @Test func signsAreEnumeratedUpToTwentyValues() {
        #expect(SeedValues(Array(repeating: 0.1, count: 20)).signFlipP == 1.0 / Double(1 << 19))
        #expect(SeedValues(Array(repeating: 0.1, count: 21)).signFlipP == nil)
        #expect(SeedValues([]).signFlipP == nil)
    }

    /// Means of 20 intervals by scipy.stats.bootstrap, method percentile. The ends of one interval have a standard deviation
    /// of at most 0.013 there.
    @Test(arguments: zip(samples, [0.5528...1.8725, -0.0616...0.6858, -0.5...2.8333, -0.0208...1.2812]))
    func intervalsAgreeWithSciPy(_ values: [Double], _ expected: ClosedRange<Double>) throws {
        let interval = try #require(SeedValues(values).interval())
        #expect((interval.lowerBound - expected.lowerBound).magnitude < 0.04, "\(interval)")
        #expect((interval.upperBound - expected.upperBound).magnitude < 0.04, "\(interval)")
        #expect(SeedValues(values).interval() == interval)
    }

    @Test func aSingleValueHasNoInterval() {
        #expect(SeedValues([3]).interval() == nil)
        #expect(SeedValues([3, 3]).interval() == 3...3)
    }

    /// By statsmodels' multipletests.
    @Test func holmAgreesWithStatsmodels() {
        let corrected = holmCorrected([0.01, 0.04, 0.03, 0.005, 0.5, 0.04])
        for (own, expected) in zip(corrected, [0.05, 0.12, 0.12, 0.03, 0.5, 0.12]) {
            #expect((own - expected).magnitude < 1e-12)
        }
        #expect(holmCorrected([]) == [])
    }
}
