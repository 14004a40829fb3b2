import GANModule
import GANTestSupport
import ImageMetrics
import Testing

/// Scores of random features, computed by the published implementations.
@Suite(.onChosenBackend) struct MetricOracleTests {
    private let oracle: SafetensorsFile

    init() throws { oracle = try openOracle("metrics") }

    private func numbers(_ name: String) throws -> [Double] { try oracle.values(of: name, as: Double.self) }

    private func isClose(_ value: Double, _ expected: Double) -> Bool {
        (value - expected).magnitude <= 1e-6 * expected.magnitude
    }

    @Test(arguments: ["a", "b", "rank_deficient"]) func distances(_ set: String) throws {
        let (real, fake) = (try oracle.tensor("\(set).real"), try oracle.tensor("\(set).fake"))
        #expect(isClose(try frechetDistance(real, fake), try numbers("\(set).fid")[0]))
        #expect(isClose(try KernelDistance.unbiased(real, fake), try numbers("\(set).kid")[0]))
        let neighborhoods = try Neighborhoods(real, fake)
        let expected = try numbers("\(set).prdc_k5")
        #expect(neighborhoods.precision == expected[0])
        #expect(neighborhoods.recall == expected[1])
        // The published order of the sum differs by a rounding.
        #expect((neighborhoods.density - expected[2]).magnitude < 1e-15)
        #expect(neighborhoods.coverage == expected[3])
    }

    @Test func inceptionScoreOfTenParts() throws {
        let (mean, deviation) = try inceptionScore(try oracle.tensor("is.probabilities"))
        let expected = try numbers("is.mean_std_10splits")
        #expect(isClose(mean, expected[0]))
        #expect(isClose(deviation, expected[1]))
    }
}
