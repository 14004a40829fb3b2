import GANComponentTesting
import GANCore
import GANTensor
import LogitRange
import Testing

@Suite struct LogitRangeTests {
    /// By hand: beyond the limit of 2 are -3 by 1 and 5 by 3, so the mean square is (1 + 9) / 4.
    @Test func penalizesTheExcess() throws {
        var settings = LogitRange.Settings()
        settings.limit = 2
        let found = try penalty(of: LogitRange.self, settings, realLogits: [1, -3], fakeLogits: [5, 2])
        #expect(abs(found.item() - 2.5) < 1e-6)
    }
}
