import GANCore
import GANTensor
import GANTestSupport
import Regularizers
import Testing

@Suite(.onChosenBackend) struct LogitDriftTests {
    /// By hand: (1 + 4 + 9) / 3, and (16 + 0) / 2 for the fakes.
    @Test(arguments: [(false, 14.0 / 3), (true, 14.0 / 3 + 8)])
    func isTheMeanSquare(_ includesFakes: Bool, _ expected: Double) throws {
        var settings = LogitDrift.Settings()
        settings.includesFakes = includesFakes
        let drift = try penalty(of: LogitDrift.self, settings, realLogits: [1, -2, 3], fakeLogits: [4, 0])
        #expect((drift.item() - expected).magnitude < 1e-5)
    }

    /// It reads only what it declared, gives a finite scalar, keeps its state, and changes nothing at weight 0.
    @Test func keepsTheRules() { checkRegularizer(LogitDrift.self) }
}
